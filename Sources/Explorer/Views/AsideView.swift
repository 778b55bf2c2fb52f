import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// The view beside the plot.
  func drawAside(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    switch lab.aside {
    case .row: drawRow(of: lab, into: &grid, at: rect)
    case .selection: drawSelection(of: lab, into: &grid, at: rect)
    case .starts: drawStarts(of: lab, into: &grid, at: rect)
    case .minoriser: drawMinoriser(of: lab, into: &grid, at: rect)
    case .stack: drawStack(of: lab, into: &grid, at: rect)
    case .missing: drawMissing(of: lab, into: &grid, at: rect)
    }
  }
}
