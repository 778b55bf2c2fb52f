import CellGrid
import PlotKit

/// A value on an axis, with a name on a pole.
struct Flag: Hashable, Sendable {
  let value: Double
  let label: String
  let style: Style
}

extension Explorer {
  /// Values on one axis, each with its name on a pole; the first stand nearest to the axis. What lies far below the others is
  /// pointed at from the left edge.
  func drawFlags(_ flags: [Flag], into grid: inout Grid, at rect: Rect) {
    guard !flags.isEmpty, rect.height >= 2, rect.width >= 12 else { return }
    let scale = Scale(fitting: shownValues(flags), margin: 0.06)
    let area = Plot(x: Axis(scale, title: "nats"), y: Axis(Scale(from: 0, to: 1), isShown: false))
      .draw(into: &grid, at: rect, look: look)
    let canvas = area.canvasRect
    guard canvas.height >= 1 else { return }
    var taken: [[Range<Int>]] = Array(repeating: [], count: canvas.height)
    for flag in flags {
      let fraction = scale.fraction(of: flag.value)
      let isBelow = fraction < 0
      let pole = canvas.minX + min(max(Int(fraction * Double(canvas.width)), 0), canvas.width - 1)
      let label = isBelow ? "\(look.ornaments.left)\(flag.label)" : flag.label
      // To the right of the pole, or to the left where there is no room.
      let start = pole + 1 + label.count <= canvas.maxX ? pole + 1 : pole - label.count
      let cells = min(start, pole)..<max(start + label.count, pole + 1)
      // The lowest row with room for the label, and below it for the pole.
      let row = taken.indices.first { row in
        !taken[row].contains { $0.overlaps(cells) }
      }
      let height = row ?? canvas.height - 1
      for level in 0...height {
        let y = canvas.maxY - 1 - level
        let isFree = !taken[level].contains { $0.contains(pole) }
        if isFree, !isBelow {
          grid[pole, y] = Cell(look.ornaments.axisY, style: flag.style)
          taken[level].append(pole..<(pole + 1))
        }
      }
      guard row != nil, start >= canvas.minX else { continue }
      grid.write(label, at: Point(start, canvas.maxY - 1 - height), style: flag.style)
      taken[height].append(cells)
    }
  }

  /// The values that the axis reaches: not those so far below that the others would fall together.
  private func shownValues(_ flags: [Flag]) -> [Double] {
    let sorted = flags.map(\.value).sorted(by: >)
    guard let highest = sorted.first, sorted.count > 2 else { return sorted }
    // Twice the distance of the value in the middle, and at least that of the second.
    let middle = max(highest - sorted[sorted.count / 2], 1e-6)
    return sorted.filter { highest - $0 <= 6 * middle }
  }
}
