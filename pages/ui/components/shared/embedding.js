// What an address says of the frame that it is opened in, which Python neither hears nor orders.

const WORDS = ['embed', 'embed_options'];

/**
 * The words of an address that are Streamlit's own, to be put behind others.
 *
 * @param {string} query From its question mark on.
 * @returns {string} Each with an ampersand before it; nothing where the page is not embedded.
 */
export function embedding(query) {
  return [...new URLSearchParams(query)]
    .filter(([name]) => WORDS.includes(name))
    .map(([name, value]) => `&${name}=${encodeURIComponent(value)}`)
    .join('');
}
