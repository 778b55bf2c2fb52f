/// A panel of the EM lab.
enum PanelID: Int, Hashable, Sendable, CaseIterable {
  /// The data and the components of the first run.
  case plot
  /// The data and the components of the second run, while there is one.
  case branchPlot
  /// The log-likelihood by iteration.
  case trace
  /// The table of components.
  case components
  /// The selected row, or another view beside the plot.
  case aside
  /// The settings.
  case settings
}
