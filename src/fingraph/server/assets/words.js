/** What the script says, in English and Chinese; {0} and {1} stand for numbers. */
const WORDS = {
  running: ["running…", "正在运行……"],
  saving: ["saving…", "正在保存……"],
  stopped: ["stopped", "已停止"],
  unreachable: ["the server cannot be reached; is it running?", "无法连接服务器；它是否在运行？"],
  rows: ["rows", "行"],
  triples: ["triples", "条三元组"],
  cut: ["cut: there are more", "已截断：还有更多结果"],
  someRows: ["The first {0} of {1} rows are shown.", "共{1}行，仅显示前{0}行。"],
  someBars: ["The first {0} of {1} numbers are drawn.", "共{1}个数值，仅绘出前{0}个。"],
  someNodes: ["The first {0} of {1} nodes are drawn.", "共{1}个节点，仅绘出前{0}个。"],
  bare: ["Rows without a number, left out: {0}.", "未计入没有数值的行：{0}行。"],
  noChart: ["a chart needs a column of numbers", "图表需要一个数值列"],
  noGraph: ["a graph needs two columns of resources, or a CONSTRUCT", "图谱需要两个资源列，或CONSTRUCT查询"],
  graph: ["Graph of {0} nodes and {1} links", "图谱：{0}个节点，{1}条关联"],
  yes: ["yes", "是"],
  no: ["no", "否"],
};

/** @param {keyof typeof WORDS} key @param {...number} numbers */
export function word(key, ...numbers) {
  const language = document.documentElement.lang;
  const text = WORDS[key][language.startsWith("zh") ? 1 : 0];
  return text.replace(/\{(\d)\}/g, (_, /** @type {string} */ at) => numbers[Number(at)].toLocaleString(language));
}
