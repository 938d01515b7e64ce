import type { CategoryDocument } from '../database/documents.ts';

/** A branch of the tree as it is written here: `[id, name, children]`; ids of the second level have an icon, as those of the first. */
type Leaf = readonly [id: string, name: string];
type Branch = readonly [id: string, name: string, leaves: readonly Leaf[]];
type Root = readonly [id: string, name: string, branches: readonly Branch[]];

const TREE: readonly Root[] = [
  [
    'c-fruit',
    '时令水果',
    [
      [
        'c-pome',
        '苹果梨桃',
        [
          ['c-apple', '苹果'],
          ['c-pear', '梨'],
          ['c-peach', '桃李樱桃'],
        ],
      ],
      [
        'c-citrus',
        '柑橘橙柚',
        [
          ['c-orange', '橙子'],
          ['c-mandarin', '柑橘'],
          ['c-pomelo', '柚子柠檬'],
        ],
      ],
      [
        'c-berry',
        '葡萄浆果',
        [
          ['c-grape', '葡萄提子'],
          ['c-strawberry', '草莓蓝莓'],
          ['c-kiwi', '猕猴桃'],
        ],
      ],
      [
        'c-tropical',
        '热带瓜果',
        [
          ['c-mango', '芒果香蕉'],
          ['c-pitaya', '荔枝火龙果'],
          ['c-melon', '西瓜甜瓜'],
        ],
      ],
    ],
  ],
  [
    'c-vegetable',
    '新鲜蔬菜',
    [
      [
        'c-leaf',
        '叶菜',
        [
          ['c-greens', '青菜菠菜'],
          ['c-cabbage', '白菜生菜'],
        ],
      ],
      [
        'c-root',
        '根茎',
        [
          ['c-tuber', '薯芋山药'],
          ['c-radish', '萝卜莲藕'],
          ['c-spice-root', '葱姜蒜'],
        ],
      ],
      [
        'c-fruiting',
        '茄瓜豆玉米',
        [
          ['c-nightshade', '番茄茄椒'],
          ['c-gourd', '黄瓜南瓜'],
          ['c-corn-bean', '玉米鲜豆'],
        ],
      ],
    ],
  ],
  [
    'c-meat',
    '肉禽蛋品',
    [
      [
        'c-egg',
        '蛋品',
        [
          ['c-hen-egg', '鲜鸡蛋'],
          ['c-duck-egg', '咸鸭蛋'],
        ],
      ],
      [
        'c-red-meat',
        '猪牛羊',
        [
          ['c-pork', '猪肉'],
          ['c-beef-lamb', '牛羊肉'],
        ],
      ],
      ['c-poultry', '鸡鸭鹅', [['c-chicken', '土鸡']]],
      [
        'c-soy',
        '豆制品',
        [
          ['c-tofu', '豆腐豆干'],
          ['c-yuba', '腐竹'],
        ],
      ],
    ],
  ],
  [
    'c-aquatic',
    '水产河鲜',
    [
      [
        'c-fish',
        '鱼',
        [
          ['c-river-fish', '淡水鱼'],
          ['c-sea-fish', '海水鱼'],
        ],
      ],
      [
        'c-shellfish',
        '虾蟹贝',
        [
          ['c-shrimp', '虾'],
          ['c-crab', '螃蟹'],
          ['c-oyster', '贝类'],
        ],
      ],
    ],
  ],
  [
    'c-grain',
    '粮油米面',
    [
      [
        'c-rice',
        '大米',
        [
          ['c-japonica', '东北香米'],
          ['c-indica', '南方丝苗'],
        ],
      ],
      [
        'c-coarse',
        '五谷杂粮',
        [
          ['c-millet', '小米糙米'],
          ['c-beans', '红豆绿豆'],
        ],
      ],
      [
        'c-oil',
        '食用油',
        [
          ['c-seed-oil', '菜籽花生油'],
          ['c-camellia', '山茶油'],
        ],
      ],
      [
        'c-noodle',
        '面粉面条',
        [
          ['c-dry-noodle', '挂面'],
          ['c-vermicelli', '粉条粉丝'],
          ['c-flour', '面粉'],
        ],
      ],
    ],
  ],
  [
    'c-dry',
    '南北干货',
    [
      [
        'c-fungus',
        '菌菇山珍',
        [
          ['c-mushroom', '香菇'],
          ['c-wood-ear', '木耳银耳'],
          ['c-bamboo-fungus', '竹荪'],
        ],
      ],
      [
        'c-nut',
        '坚果炒货',
        [
          ['c-walnut', '核桃'],
          ['c-chestnut', '板栗花生'],
        ],
      ],
      [
        'c-dried-fruit',
        '红枣枸杞',
        [
          ['c-jujube', '红枣'],
          ['c-goji', '枸杞桂圆'],
        ],
      ],
    ],
  ],
  [
    'c-tea',
    '茶叶蜂蜜',
    [
      [
        'c-tea-leaf',
        '原产茶叶',
        [
          ['c-green-tea', '绿茶'],
          ['c-black-tea', '红茶乌龙'],
          ['c-white-tea', '白茶'],
        ],
      ],
      ['c-flower-tea', '花草茶', [['c-blossom', '花茶菊花']]],
      ['c-honey', '土蜂蜜', [['c-raw-honey', '成熟蜜']]],
    ],
  ],
  [
    'c-pantry',
    '酱菜调味',
    [
      [
        'c-sauce',
        '酱油醋',
        [
          ['c-vinegar', '酿造醋'],
          ['c-soy-sauce', '酱油'],
        ],
      ],
      [
        'c-chili',
        '辣酱豆瓣',
        [
          ['c-bean-paste', '豆瓣酱'],
          ['c-chopped-chili', '剁椒'],
        ],
      ],
      [
        'c-seasoning',
        '香料糖',
        [
          ['c-pepper', '花椒'],
          ['c-sugar', '红糖'],
        ],
      ],
    ],
  ],
];

function icon(id: string): string {
  return `/assets/categories/${id}.svg`;
}

/** All three levels, parents before children; `sort` rises in the order in which the shop shows them. */
export const CATEGORIES: readonly CategoryDocument[] = TREE.flatMap(([rootId, rootName, branches], root): CategoryDocument[] => [
  { _id: rootId, name: rootName, parentId: null, level: 1, sort: (root + 1) * 10_000, icon: icon(rootId) },
  ...branches.flatMap(([branchId, branchName, leaves], branch): CategoryDocument[] => [
    { _id: branchId, name: branchName, parentId: rootId, level: 2, sort: (root + 1) * 10_000 + (branch + 1) * 100, icon: icon(branchId) },
    ...leaves.map(([leafId, leafName], leaf): CategoryDocument => ({
      _id: leafId,
      name: leafName,
      parentId: branchId,
      level: 3,
      sort: (root + 1) * 10_000 + (branch + 1) * 100 + leaf + 1,
    })),
  ]),
]);

const byId = new Map(CATEGORIES.map((category) => [category._id, category]));

/** The category and all above it, topmost first. Throws on an unknown id: the demo shop would be broken. */
export function categoryPath(id: string): CategoryDocument[] {
  const category = byId.get(id);
  if (category === undefined) throw new Error(`unknown category ${id}`);
  return category.parentId === null ? [category] : [...categoryPath(category.parentId), category];
}
