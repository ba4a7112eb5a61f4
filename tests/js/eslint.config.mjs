// Style of the page's JavaScript, and what keeps it safe: no way to make elements or code out of text.
import js from "@eslint/js";
import globals from "globals";

const element = "make elements with element() of dom.js";

// eslint-disable-next-line no-restricted-syntax -- ESLint wants it so
export default [
  js.configs.recommended,
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: { ...globals.browser, vis: "readonly" } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      complexity: ["error", 13],
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "max-depth": ["error", 3],
      "max-len": ["error", { code: 190, ignoreComments: true, ignoreStrings: true, ignoreTemplateLiterals: true }],
      "max-lines": ["error", { max: 300, skipComments: true, skipBlankLines: true }],
      "max-params": ["error", 5],
      "no-alert": "error",
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-script-url": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: element },
        { property: "outerHTML", message: element },
        { property: "insertAdjacentHTML", message: element },
        { object: "document", property: "write", message: element },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "the page's one script has no default exports" },
        { selector: "ExportNamedDeclaration[declaration=null]", message: "write export where the name is declared" },
        { selector: "Program > ExpressionStatement AwaitExpression", message: "the page's one script is no module" },
      ],
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: globals.node },
    rules: { "max-lines": ["error", 400] },
  },
];
