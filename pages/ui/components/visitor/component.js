// A key that only this browser has, kept in a cookie.

const COOKIE = 'nin-visitor';
const KEY = /^[\w-]{22}$/;
const A_YEAR = 365 * 24 * 3600; // seconds

/** The key that is kept; nothing where there is none, or none of ours. */
function kept() {
  const cookies = document.cookie.split('; ').map(cookie => cookie.split('='));
  const [, key = ''] = cookies.find(([name]) => name === COOKIE) ?? [];
  return KEY.test(key) ? key : '';
}

/** @param {string} key */
function keep(key) {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${COOKIE}=${key}; Path=/; SameSite=Strict; Max-Age=${A_YEAR}${secure}`;
}

/**
 * @param {object} mounted
 * @param {[string]} mounted.data What to keep where nothing is kept yet.
 * @param {(name: 'key', key: string) => void} mounted.setStateValue
 */
export default function ({ data: [proposed], setStateValue }) {
  keep(kept() || proposed); // anew: a cookie that is not renewed ends some day
  setStateValue('key', kept() || 'none');
}
