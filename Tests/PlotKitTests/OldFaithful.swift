import CellGrid
import FoundationEssentials
import PlotKit

/// The eruptions of Old Faithful with a mixture of two normal laws: a picture that people know.
struct OldFaithful {
  /// Lengths of the eruptions and of the waits after them, in minutes.
  let eruptions, waits: [Double]

  /// Reads the data that the program carries.
  init() throws {
    let folder = "/Tests/PlotKitTests/"
    let root = #filePath.dropLast(folder.count + "OldFaithful.swift".count)
    let text = try String(contentsOfFile: root + "/assets/data/faithful.csv", encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",").compactMap { Double($0) }
    }
    eruptions = rows.map { $0[0] }
    waits = rows.map { $0[1] }
  }

  /// The data with the ellipses of two standard deviations of both components, in a focused panel.
  func drawing(_ size: Size, _ look: Look) -> Grid {
    let means = [DataPoint(2.036, 54.48), DataPoint(4.290, 79.97)]
    let covariances = [(xx: 0.0692, xy: 0.4352, yy: 33.70), (xx: 0.1700, xy: 0.9406, yy: 36.05)]
    let classes = eruptions.map { $0 < 3.1 ? 0 : 1 }
    var plot = Plot(
      x: Axis(Scale(fitting: eruptions, margin: 0.08), title: "eruption, min"),
      y: Axis(Scale(fitting: waits, margin: 0.08), title: "wait, min"),
      marks: [Scatter(x: eruptions, y: waits, classes: classes)],
      legend: Legend([
        Legend.Item("1", "short", style: look.theme.component(0)),
        Legend.Item("2", "long", style: look.theme.component(1)),
        Legend.Item(look.ornaments.mean, "mean"),
      ]))
    for index in 0..<2 {
      let style = look.theme.outline(index)
      plot.marks.append(
        Ellipse(
          center: means[index], covariance: covariances[index],
          ink: Ink(style, glyph: ".", layer: Layer.lines)))
      plot.marks.append(GlyphMark(look.ornaments.mean, at: means[index], style: style))
    }
    var grid = Grid(size)
    let panel = Panel("Old Faithful", value: "272 rows", isFocused: true)
    plot.draw(into: &grid, at: panel.draw(into: &grid, at: grid.bounds, look: look), look: look)
    return grid
  }
}
