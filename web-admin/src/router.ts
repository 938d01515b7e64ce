import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router';
import { landingPath, mayOpen, pageOf } from './access/access.ts';
import { useSession } from './session/store.ts';

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'signIn', component: () => import('./pages/SignInPage.vue') },
  {
    path: '/',
    component: () => import('./layout/ConsoleShell.vue'),
    children: [
      { path: '', name: 'home', redirect: '/dashboard' },
      { path: 'dashboard', name: 'dashboard', component: () => import('./pages/dashboard/DashboardPage.vue') },
      { path: 'orders', name: 'orders', component: () => import('./pages/orders/OrdersPage.vue') },
      { path: 'after-sales', name: 'afterSales', component: () => import('./pages/after-sales/AfterSalesPage.vue') },
      { path: 'products', name: 'products', component: () => import('./pages/products/ProductsPage.vue') },
      { path: 'freight', name: 'freight', component: () => import('./pages/freight/FreightPage.vue') },
      { path: 'stock', name: 'stock', component: () => import('./pages/stock/StockPage.vue') },
      { path: 'stocktakes', name: 'stocktakes', component: () => import('./pages/stocktakes/StocktakesPage.vue') },
      { path: 'batches', name: 'batches', component: () => import('./pages/batches/BatchesPage.vue') },
      { path: 'coupons', name: 'coupons', component: () => import('./pages/coupons/CouponsPage.vue') },
      { path: 'reconciliations', name: 'reconciliations', component: () => import('./pages/finance/ReconciliationsPage.vue') },
      { path: 'audit', name: 'audit', component: () => import('./pages/audit/AuditPage.vue') },
      { path: 'members', name: 'members', component: () => import('./pages/members/MembersPage.vue') },
      { path: 'logs/operations', name: 'operationLogs', component: () => import('./pages/logs/OperationLogsPage.vue') },
      { path: 'logs/logins', name: 'loginLogs', component: () => import('./pages/logs/LoginLogsPage.vue') },
      { path: ':rest(.*)*', name: 'notFound', component: () => import('./pages/NotFoundPage.vue') },
    ],
  },
  { path: '/unreachable', name: 'unreachable', component: () => import('./pages/UnreachablePage.vue') },
];

/** The console's router. Nobody gets past the guard without a session, and nobody onto a page that is not his. */
export function createConsoleRouter(): Router {
  const router = createRouter({ history: createWebHistory(import.meta.env.BASE_URL), routes });

  router.beforeEach(async (to) => {
    if (to.name === 'unreachable') return true;
    const session = useSession();
    let signedIn: boolean;
    try {
      signedIn = await session.restore();
    } catch {
      return to.name === 'signIn' ? true : { name: 'unreachable', query: { to: to.fullPath } };
    }
    if (to.name === 'signIn') return signedIn ? landingPath(session.permissions, to.query['to']) : true;
    if (!signedIn) return { name: 'signIn', query: to.fullPath === '/dashboard' ? {} : { to: to.fullPath } };
    const name = String(to.name);
    if (pageOf(name) && !mayOpen(session.permissions, name)) return landingPath(session.permissions, null);
    return true;
  });

  router.afterEach((to) => {
    const title = to.name === 'signIn' ? '登录' : (pageOf(String(to.name))?.title ?? '');
    document.title = title ? `${title} · 田间集管理后台` : '田间集 · 管理后台';
  });

  return router;
}
