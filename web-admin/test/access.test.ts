import { BUILT_IN_ROLES } from '@shop/shared/domain/permissions.ts';
import { describe, expect, it } from 'vitest';
import { landingPath, mayOpen, menuFor, PAGES } from '../src/access/access.ts';

function permissionsOf(role: string): readonly string[] {
  return BUILT_IN_ROLES.find((candidate) => candidate.name === role)?.permissions ?? [];
}

const titles = (permissions: readonly string[]): string[] => menuFor(permissions).flatMap((entry) => entry.pages.map((page) => page.title));

describe('menu', () => {
  it('shows a super administrator everything', () => {
    expect(titles(permissionsOf('super'))).toEqual(PAGES.map((page) => page.title));
  });

  it('shows a warehouse keeper his pages and no company group', () => {
    expect(titles(permissionsOf('warehouse'))).toEqual(['工作台', '订单', '售后', '商品', '库存', '盘点', '批次效期']);
    expect(menuFor(permissionsOf('warehouse')).map((entry) => entry.group)).toEqual(['trade']);
  });

  it('leaves nothing but the dashboard to somebody without permissions', () => {
    expect(titles([])).toEqual(['工作台']);
  });
});

describe('routes', () => {
  it('opens an unknown page to nobody', () => {
    expect(mayOpen(permissionsOf('super'), 'settings')).toBe(false);
  });

  it('brings a person back to where he was going, with its query', () => {
    expect(landingPath(permissionsOf('order'), '/orders?status=paid')).toBe('/orders?status=paid');
  });

  it.each(['/members', 'https://evil.example/orders', '//evil.example', '/ordersx', ['/orders'], undefined])(
    'does not follow %j for somebody who may not go there',
    (wanted) => {
      expect(landingPath(permissionsOf('order'), wanted)).toBe('/dashboard');
    },
  );
});
