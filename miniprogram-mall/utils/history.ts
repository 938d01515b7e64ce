const KEY = 'search-history';
const MOST = 10;

/** What was searched for before, latest first. Lives on the phone alone. */
export function searchHistory(): string[] {
  const kept: unknown = wx.getStorageSync<unknown>(KEY);
  return Array.isArray(kept) ? kept.filter((word): word is string => typeof word === 'string').slice(0, MOST) : [];
}

export function rememberSearch(word: string): string[] {
  const next = [word, ...searchHistory().filter((known) => known !== word)].slice(0, MOST);
  wx.setStorageSync(KEY, next);
  return next;
}

export function forgetSearches(): void {
  wx.removeStorageSync(KEY);
}
