import { BarChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import type { BarSeriesOption, LineSeriesOption, PieSeriesOption } from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from 'echarts/components';
import { init, use, type ComposeOption, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { formatYuan } from '@shop/shared/domain/money.ts';
import type { Sold, TrendPoint } from './figures.ts';

/** The only file that knows ECharts, with the parts the dashboard draws with; loaded when the dashboard is shown. */
use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export type Option = ComposeOption<
  BarSeriesOption | LineSeriesOption | PieSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>;

const FONT = "'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', sans-serif";
const GREENS = ['#2f7d4f', '#7fb894', '#e3b34f', '#b9d8c4', '#c9805c', '#8fa79a', '#d7dfd9', '#5b7f95'];
const AXIS = { axisLine: { lineStyle: { color: '#dde3df' } }, axisTick: { show: false }, axisLabel: { color: '#5f6b64' } };
const TOOLTIP = { backgroundColor: '#fff', borderColor: '#ebeeea', textStyle: { color: '#1f2a24', fontSize: 12 } };

export function mountChart(element: HTMLElement): EChartsType {
  return init(element);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

export function trendOption(points: readonly TrendPoint[]): Option {
  return {
    textStyle: { fontFamily: FONT },
    animationDurationUpdate: 500,
    grid: { left: 8, right: 8, top: 44, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: { right: 0, top: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: '#5f6b64' }, icon: 'roundRect' },
    tooltip: { trigger: 'axis', ...TOOLTIP },
    xAxis: { type: 'category', data: points.map((point) => point.label), ...AXIS },
    yAxis: [
      { type: 'value', axisLabel: { color: '#68736d' }, splitLine: { lineStyle: { color: '#f0f3ef' } }, splitNumber: 4, minInterval: 1 },
      { type: 'value', axisLabel: { color: '#68736d' }, splitLine: { show: false }, splitNumber: 4, minInterval: 1 },
    ],
    series: [
      {
        name: '支付金额（元）',
        type: 'line',
        smooth: 0.25,
        smoothMonotone: 'x',
        symbol: 'circle',
        symbolSize: 6,
        showSymbol: false,
        color: '#2f7d4f',
        lineStyle: { width: 2.5 },
        areaStyle: {
          color: {
            type: 'linear',
            x: 0,
            y: 0,
            x2: 0,
            y2: 1,
            colorStops: [
              { offset: 0, color: 'rgba(47,125,79,.22)' },
              { offset: 1, color: 'rgba(47,125,79,0)' },
            ],
          },
        },
        data: points.map((point) => point.paidAmount / 100),
        tooltip: { valueFormatter: (value) => `¥${formatYuan(Math.round(Number(value) * 100))}` },
      },
      {
        name: '订单数',
        type: 'bar',
        yAxisIndex: 1,
        barWidth: 12,
        color: '#cfe3d6',
        itemStyle: { borderRadius: [4, 4, 0, 0] },
        z: 1,
        data: points.map((point) => point.orders),
        tooltip: { valueFormatter: (value) => `${String(value)} 单` },
      },
    ],
  };
}

export function shareOption(shares: readonly Sold[]): Option {
  return {
    textStyle: { fontFamily: FONT },
    color: GREENS,
    animationDurationUpdate: 500,
    tooltip: { trigger: 'item', ...TOOLTIP, valueFormatter: (value) => `¥${formatYuan(Math.round(Number(value) * 100))}` },
    legend: {
      type: 'scroll',
      orient: 'vertical',
      right: 0,
      top: 'middle',
      icon: 'circle',
      itemWidth: 8,
      itemGap: 12,
      textStyle: { color: '#5f6b64' },
      pageIconColor: '#2f7d4f',
    },
    series: [
      {
        type: 'pie',
        radius: ['52%', '78%'],
        center: ['30%', '50%'],
        itemStyle: { borderColor: '#fff', borderWidth: 2 },
        label: { show: false },
        emphasis: { scaleSize: 4 },
        data: shares.map((share) => ({ name: share.name, value: share.amount / 100 })),
      },
    ],
  };
}

export function topOption(products: readonly Sold[]): Option {
  return {
    textStyle: { fontFamily: FONT },
    animationDurationUpdate: 500,
    grid: { left: 4, right: 72, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'none' },
      ...TOOLTIP,
      formatter: (entries) => {
        const first = Array.isArray(entries) ? entries[0] : entries;
        const product = products[first?.dataIndex ?? -1];
        return product ? `${escape(product.name)}<br/>${String(product.pieces)} 件　¥${formatYuan(product.amount)}` : '';
      },
    },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: products.map((product) => product.name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: '#5f6b64', width: 120, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        barWidth: 12,
        color: '#7fb894',
        itemStyle: { borderRadius: 6 },
        label: {
          show: true,
          position: 'right',
          color: '#5f6b64',
          formatter: (entry) => `¥${formatYuan(products[entry.dataIndex]?.amount ?? 0)}`,
        },
        data: products.map((product) => product.amount / 100),
      },
    ],
  };
}
