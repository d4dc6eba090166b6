import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['.venv/', '.venv-bench/', 'node_modules/'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { ecmaVersion: 2024, sourceType: 'module' },
    rules: {
      // Small functions and files, as ruff has them for Python.
      complexity: ['error', 12], // it counts every ?., ?? and default as a branch
      'max-statements': ['error', 30],
      'max-params': ['error', 6],
      'max-depth': ['error', 3],
      'max-lines': ['error', 250],
      // Likely bugs.
      'array-callback-return': 'error',
      'default-case-last': 'error',
      eqeqeq: 'error',
      'no-constructor-return': 'error',
      'no-eval': 'error',
      'no-implicit-coercion': 'error',
      'no-implied-eval': 'error',
      'no-loop-func': 'error',
      'no-param-reassign': 'error',
      'no-self-compare': 'error',
      'no-shadow': 'error',
      'no-unused-expressions': 'error',
      'no-use-before-define': ['error', { functions: false }],
      'no-var': 'error',
      radix: 'error',
      // The shorter way.
      'arrow-body-style': 'error',
      'dot-notation': 'error',
      'no-else-return': 'error',
      'no-lonely-if': 'error',
      'no-useless-return': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
      // The loader joins modules by their names at the top: one a statement.
      'one-var': ['error', 'never'],
      'no-duplicate-imports': 'error',
    },
  },
  { files: ['pages/**'], languageOptions: { globals: globals.browser } },
  { files: ['tests/support/browser/**'], languageOptions: { globals: globals.browser } },
  { files: ['tests/js/**', 'eslint.config.js'], languageOptions: { globals: globals.node } },
];
