import { computed } from 'vue';
import { useLive } from '../../live/useLive.ts';

/** Names of goods and categories by id, while somebody looks at them. */
export function useScopeNames(wanted: () => boolean): (id: string) => string {
  const { goods, categories } = useScopeChoices(wanted);
  const names = computed(() => new Map([...goods.value, ...categories.value].map((choice) => [choice.value, choice.label])));
  return (id) => names.value.get(id) ?? id;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ScopeChoices {
  readonly goods: { readonly value: readonly Choice[] };
  readonly categories: { readonly value: readonly Choice[] };
}

/** What a coupon may be bound to. */
export function useScopeChoices(wanted: () => boolean): ScopeChoices {
  const products = useLive(() =>
    wanted() ? { collection: 'shopProducts' as const, where: {}, orderBy: [['sort', 'asc'] as const], limit: 500 } : null,
  );
  const tree = useLive(() =>
    wanted() ? { collection: 'categories' as const, where: {}, orderBy: [['sort', 'asc'] as const], limit: 200 } : null,
  );
  return {
    goods: computed(() => products.docs.value.map((product) => ({ value: product._id, label: product.name }))),
    categories: computed(() => tree.docs.value.map((category) => ({ value: category._id, label: category.name }))),
  };
}
