// What can run in a TypeScript file: its statements, and its branches.
import ts from 'typescript';

const NOTHING_TO_RUN = new Set([
  ts.SyntaxKind.Block,
  ts.SyntaxKind.EmptyStatement,
  ts.SyntaxKind.ImportDeclaration,
  ts.SyntaxKind.ExportDeclaration,
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.ClassDeclaration,
]);
const RIGHT_SIDES = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

/** Each `{kind, from, to, inner}`: the unit's place, and the functions within it, which run at another time. */
export function unitsOf(text, name) {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const units = [];
  const add = (kind, node) => units.push({ kind, from: node.getStart(file), to: node.end, inner: innerFunctions(node, file) });
  const visit = (node) => {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isStatement(node) && !NOTHING_TO_RUN.has(node.kind)) add('statement', node);
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) add('statement', node.body);
    if (ts.isIfStatement(node)) {
      add('branch', node.thenStatement);
      if (node.elseStatement) add('branch', node.elseStatement);
    }
    if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach((arm) => add('branch', arm));
    if (ts.isBinaryExpression(node) && RIGHT_SIDES.has(node.operatorToken.kind)) add('branch', node.right);
    if ((ts.isCaseClause(node) || ts.isDefaultClause(node)) && node.statements.length > 0) add('branch', node.statements[0]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return {
    units,
    offsetOf: (line, column) => file.getLineStarts()[line] + column,
    lineOf: (at) => file.getLineAndCharacterOfPosition(at).line + 1,
  };
}

function innerFunctions(node, file) {
  const found = [];
  const visit = (child) => {
    if (ts.isFunctionLike(child) && child.body) found.push([child.body.getStart(file), child.body.end]);
    else ts.forEachChild(child, visit);
  };
  if (ts.isFunctionLike(node)) return [];
  ts.forEachChild(node, visit);
  return found;
}
