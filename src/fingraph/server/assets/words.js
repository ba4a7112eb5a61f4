/** What the script says, in English and Chinese. */
const WORDS = {
  running: ["running…", "正在运行……"],
  stopped: ["stopped", "已停止"],
  unreachable: ["the server cannot be reached; is it running?", "无法连接服务器；它是否在运行？"],
  rows: ["rows", "行"],
  triples: ["triples", "条三元组"],
  cut: ["cut: there are more", "已截断：还有更多结果"],
  shown: ["shown: the first", "仅显示前"],
  noChart: ["a chart needs a column of numbers", "图表需要一个数值列"],
  noGraph: ["a graph needs two columns of resources, or a CONSTRUCT", "图谱需要两个资源列，或CONSTRUCT查询"],
  yes: ["yes", "是"],
  no: ["no", "否"],
};

/** @param {keyof typeof WORDS} key */
export function word(key) {
  return WORDS[key][document.documentElement.lang.startsWith("zh") ? 1 : 0];
}
