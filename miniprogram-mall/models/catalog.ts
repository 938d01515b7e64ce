import type { CategoryDocument } from '@shop/shared/database/documents.ts';
import { asset } from '../utils/assets.ts';

export interface CategoryEntry {
  readonly id: string;
  readonly name: string;
  readonly icon: string;
  /** Stands in for an icon: the first character. */
  readonly letter: string;
}

export interface CategoryBranch extends CategoryEntry {
  readonly children: readonly CategoryBranch[];
}

function entry(category: CategoryDocument): CategoryEntry {
  return { id: category._id, name: category.name, icon: asset(category.icon), letter: category.name.slice(0, 1) };
}

/** The category tree, each level by its own order. What hangs on no branch is left out. */
export function categoryTree(all: readonly CategoryDocument[]): CategoryBranch[] {
  const below = new Map<string | null, CategoryDocument[]>();
  for (const category of all) below.set(category.parentId, [...(below.get(category.parentId) ?? []), category]);
  const grow = (parentId: string | null, level: number): CategoryBranch[] =>
    (below.get(parentId) ?? [])
      .filter((category) => category.level === level)
      .sort((a, b) => a.sort - b.sort || (a._id < b._id ? -1 : 1))
      .map((category) => ({ ...entry(category), children: grow(category._id, level + 1) }));
  return grow(null, 1);
}

/** Name of a category wherever it is in the tree. */
export function categoryName(tree: readonly CategoryBranch[], id: string): string {
  for (const branch of tree) {
    const found = branch.id === id ? branch.name : categoryName(branch.children, id);
    if (found !== '') return found;
  }
  return '';
}
