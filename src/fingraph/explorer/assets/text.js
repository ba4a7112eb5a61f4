// All words of the page, in English and Chinese. {0} is the first value; {0:s} is "s" unless that value is 1.

/** @type {Record<string, [string, string]>} */
const WORDS = {
  // Header
  search: ["Search", "搜索"],
  searchHint: ["Find an item ( / )", "查找条目（/）"],
  searchNone: ["Nothing found for “{0}”", "未找到“{0}”"],
  searchFound: ["{0} match{0:es}, {1}", "{0}项匹配，{1}"],
  language: ["中文", "English"],
  languageName: ["Chinese: show the page in Chinese", "English：以英文显示页面"],
  theme: ["Theme", "主题"],
  themeSystem: ["Theme: system", "主题：跟随系统"],
  themeLight: ["Theme: light", "主题：浅色"],
  themeDark: ["Theme: dark", "主题：深色"],
  views: ["Views", "视图"],
  viewGraph: ["Graph", "图谱"],
  viewTable: ["Table", "表格"],
  viewMatrix: ["Matrix", "矩阵"],
  viewLayers: ["Layers", "分层"],
  export: ["Export", "导出"],
  share: ["Copy link", "复制链接"],
  shared: ["Link copied.", "链接已复制。"],
  shareByHand: ["Copy this link by hand:", "请手动复制此链接："],
  shareState: ["This page has no address of its own here. Put this behind the file's address:", "此处页面没有地址。请将下列内容附在文件地址之后："],
  help: ["Help", "帮助"],
  close: ["Close", "关闭"],
  skip: ["Skip to the graph", "跳到图谱"],

  // Counts
  count: ["{0} item{0:s}, {1} link{1:s}", "{0}个条目，{1}条关联"],
  countOf: ["{0} of {1} item{1:s}, {2} of {3} link{3:s}", "{0}/{1}个条目，{2}/{3}条关联"],
  countCommunities: ["{0} items, {1} links in {2} communities", "{0}个条目、{1}条关联，分为{2}个社区"],
  empty: ["This graph has nothing in it.", "此图谱没有内容。"],
  emptyFilter: ["The filters hide everything.", "筛选隐藏了全部内容。"],

  // Filters
  filtersAndPaths: ["Filters and paths", "筛选与路径"],
  filters: ["Filters", "筛选"],
  class: ["Class", "类别"],
  relation: ["Relation", "关系"],
  trend: ["Trend", "趋势"],
  modality: ["Modality", "情态"],
  layer: ["Layer", "层"],
  report: ["Report", "报告"],
  community: ["Community", "社区"],
  support: ["Support", "支持数"],
  minSupport: ["At least {0} sentence{0:s}", "至少{0}句"],
  anySupport: ["Any support", "不限支持数"],
  all: ["All", "全选"],
  none: ["None", "全不选"],
  allOf: ["All: {0}", "全选：{0}"],
  noneOf: ["None: {0}", "全不选：{0}"],
  only: ["only", "仅此"],
  onlyThis: ["Only {0}", "仅显示{0}"],
  reset: ["Reset filters", "重置筛选"],
  hiddenNow: ["{0} hidden", "隐藏{0}项"],
  sizeBy: ["Size of marks", "标记大小"],
  sizeSupport: ["support", "支持数"],
  filtered: ["Shown: {0}", "当前显示：{0}"],
  noValue: ["(none)", "（无）"],

  // Graph
  graph: ["Graph", "图谱"],
  graphName: [
    "Graph of {0}. Arrow keys walk along links, Enter opens the details, plus and minus zoom, 0 shows all, Escape clears. The table view lists the same.",
    "{0}的图谱。方向键沿关联移动，回车打开详情，加减号缩放，0显示全部，Esc清除。表格视图列出相同内容。",
  ],
  zoom: ["Zoom", "缩放"],
  zoomIn: ["Zoom in", "放大"],
  zoomOut: ["Zoom out", "缩小"],
  zoomFit: ["Show all", "显示全部"],
  fullScreen: ["Full screen", "全屏"],
  highlightOf: ["Highlighted: {0}", "高亮：{0}"],
  directions: ["Arrows point from subject to object; dashed links are inferred.", "箭头由主体指向客体；虚线为推断关联。"],

  // Details
  details: ["Details", "详情"],
  hint: ["Select an item to see its links, or a link to see the sentences behind it.", "选择条目可查看其关联，选择关联可查看其依据的句子。"],
  startWith: ["Start with", "从这里开始"],
  id: ["Identifier", "标识"],
  synonyms: ["Also called", "又称"],
  definition: ["Definition", "定义"],
  trends: ["Trends", "趋势"],
  focus: ["Focus", "聚焦"],
  focusHops: ["{0} hop{0:s}", "{0}步"],
  focusOn: ["Show only what is {0} link{0:s} away", "仅显示{0}步以内"],
  focusEnd: ["Show all again", "恢复全部"],
  focused: ["Focus on {0}, {1} hop{1:s}", "聚焦{0}，{1}步"],
  pathFrom: ["Path from here", "以此为起点"],
  pathTo: ["Path to here from {0}", "从{0}到此的路径"],
  community1: ["Community", "社区"],
  linksFrom: ["Links from it", "由此出发的关联"],
  linksTo: ["Links to it", "指向此处的关联"],
  links: ["Links", "关联"],
  facts: ["Facts from outside", "外部事实"],
  attributes: ["Attributes", "属性"],
  source: ["source", "来源"],
  selectedNode: ["{0}, {1}, {2} link{2:s}", "{0}，{1}，{2}条关联"],
  selectedEdge: ["Link: {0}; {1} sentence{1:s}", "关联：{0}；{1}句"],
  cleared: ["Selection cleared", "已清除选择"],
  filteredOut: ["The filters hide this now.", "筛选目前隐藏了此项。"],
  showAnyway: ["Reset filters", "重置筛选"],
  sentences: ["{0} sentence{0:s}", "{0}句"],

  // Why central
  whyCentral: ["Why is this central?", "为何居于中心？"],
  measure: ["Measure", "指标"],
  rankLine: ["Rank {0} of {1}", "第{0}名，共{1}"],
  rankInterval: ["between {0} and {1} when sentences are drawn anew (95 %)", "句子重抽样时在第{0}至第{1}名之间（95%）"],
  rankWorst: ["rank {0} at worst without one sentence", "去掉任意一句后最差为第{0}名"],
  value: ["Value {0}, interval {1} to {2}", "数值{0}，区间{1}至{2}"],
  topShare: ["among the top in {0} % of the draws", "在{0}%的抽样中名列前茅"],
  noRanks: ["No rankings were computed for this page.", "此页面未计算排名。"],

  // Link
  linkOf: ["Link: {0}", "关联：{0}"],
  evidence: ["Evidence", "依据"],
  basis: ["Basis", "陈述位置"],
  sentence: ["Sentence", "句子"],
  characters: ["characters {0}–{1}", "第{0}–{1}字"],
  qualifiers: ["Qualifiers", "限定"],
  quotation: ["Quotation", "引文"],
  gist: ["Gist", "要旨"],
  inferredBy: ["Inferred by the rule", "推断规则"],
  premises: ["Premises", "前提"],
  shares: ["What both share", "共有"],
  via: ["By way of", "经由"],
  copyCitation: ["Copy citation", "复制引用"],
  copied: ["Citation copied.", "引用已复制。"],
  copyByHand: ["Press Ctrl+C to copy:", "请按Ctrl+C复制："],
  openLink: ["Show this link", "查看此关联"],
  noEvidence: ["No sentence is recorded for this link.", "此关联没有记录句子。"],

  // Path
  path: ["Shortest path", "最短路径"],
  pathBetween: ["Path from {0} to {1}", "从{0}到{1}的路径"],
  from: ["From", "起点"],
  to: ["To", "终点"],
  pathFind: ["Find path", "查找路径"],
  pathSwap: ["Swap ends", "对调两端"],
  pathClear: ["Clear path", "清除路径"],
  pathFound: ["{0} link{0:s} from {1} to {2}", "从{1}到{2}共{0}步"],
  pathOpen: ["Path from {0}: choose the other end", "从{0}出发的路径：请选择终点"],
  pathNone: ["No path between {0} and {1} among what is shown.", "当前显示的内容中，{0}与{1}之间没有路径。"],
  pathForward: ["forward", "顺向"],
  pathBackward: ["against its direction", "逆向"],
  unknownItem: ["No item is called “{0}”.", "没有名为“{0}”的条目。"],

  // Overview
  overview: ["All communities", "全部社区"],
  overviewHint: ["Each mark is a community. Open one to see its items.", "每个标记为一个社区，打开即可查看其条目。"],
  members: ["{0} item{0:s}", "{0}个条目"],
  linksBetween: ["{0} link{0:s}", "{0}条关联"],
  openCommunity: ["Open this community", "打开此社区"],
  loading: ["Loading …", "正在载入……"],
  loaded: ["{0}: {1} item{1:s}, {2} link{2:s}", "{0}：{1}个条目，{2}条关联"],
  loadFailed: ["This part of the page cannot be read: {0}", "无法读取此部分：{0}"],
  communityClass: ["community", "社区"],

  // Help
  helpTitle: ["Keys", "按键"],
  helpSearch: ["search", "搜索"],
  helpArrows: ["walk along links in that direction", "沿该方向的关联移动"],
  helpShift: ["Shift + arrow: the nearest item in that direction", "Shift加方向键：该方向最近的条目"],
  helpLinks: ["step through the links of the item", "逐条浏览该条目的关联"],
  helpEnter: ["open the details", "打开详情"],
  helpZoom: ["zoom in, zoom out, show all", "放大、缩小、显示全部"],
  helpEscape: ["clear the selection, the path, the focus", "清除选择、路径、聚焦"],
  slash: ["The / key moves to the search", "按/键跳到搜索"],
  noNeighbour: ["No link leads in that direction.", "该方向没有关联。"],
  linkStep: ["Link {0} of {1}: {2}", "第{0}条关联，共{1}条：{2}"],

  // Views and exports
};

/**
 * @param {"en" | "zh"} language
 * @param {string} key
 * @param {(string | number)[]} values
 * @returns {string}
 */
export function wording(language, key, values) {
  const words = WORDS[key];
  if (!words) return key;
  return words[language === "zh" ? 1 : 0].replace(/\{(\d)(?::(e?s))?\}/g, (_, place, plural) => {
    const value = values[Number(place)] ?? "";
    if (plural) return Number(value) === 1 ? "" : plural;
    return typeof value === "number" ? value.toLocaleString(language) : value;
  });
}
