import CellGrid

/// A matrix as shades: colours two to a cell, so that its dots are nearly square, or shades of grey in glyphs.
///
/// Where a dot covers several entries it shows their mean; entries that are not finite are left out, and a dot without
/// any is blank.
public struct HeatMap: Mark {
  /// Row by row, the top row first.
  public let values: [Double]
  /// The shape.
  public let rows, columns: Int
  /// The values with the least and the most shade.
  public let lower, upper: Double
  /// The data coordinates that the matrix covers, left to right and bottom to top, as a mark of a plot; nil for all of
  /// the plot.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)?

  /// `values` in `rows` rows of `columns`. Without a range, shades run from the least to the greatest finite value.
  public init(
    _ values: [Double], rows: Int, columns: Int, range: ClosedRange<Double>? = nil,
    extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? = nil
  ) {
    precondition(
      rows >= 0 && columns >= 0 && values.count == rows * columns,
      "\(values.count) values do not fill \(rows) rows of \(columns)")
    self.values = values
    self.rows = rows
    self.columns = columns
    let finite = values.lazy.filter(\.isFinite)
    lower = range?.lowerBound ?? finite.min() ?? 0
    upper = range?.upperBound ?? finite.max() ?? 1
    self.extent = extent
  }

  /// Draws the whole matrix over all of `rect`.
  public func draw(into grid: inout Grid, at rect: Rect, look: Look) {
    guard !rect.isEmpty else { return }
    let width = Double(rect.width)
    let height = Double(rect.height)
    draw(into: &grid, at: rect, look: look) { column, top, bottom in
      (column / width, (column + 1) / width, top / height, bottom / height)
    }
  }

  /// Draws the matrix behind the dots of a plot.
  public func drawBehind(into grid: inout Grid, in area: PlotArea, look: Look) {
    guard let extent, !area.canvasRect.isEmpty else {
      return draw(into: &grid, at: area.canvasRect, look: look)
    }
    let width = extent.x.upperBound - extent.x.lowerBound
    let height = extent.y.upperBound - extent.y.lowerBound
    // A cell reaches half a cell around its middle, which is where `atColumn` and `atRow` count from.
    draw(into: &grid, at: area.canvasRect, look: look) { column, top, bottom in
      (
        (area.x(atColumn: column - 0.5) - extent.x.lowerBound) / width,
        (area.x(atColumn: column + 0.5) - extent.x.lowerBound) / width,
        (extent.y.upperBound - area.y(atRow: top - 0.5)) / height,
        (extent.y.upperBound - area.y(atRow: bottom - 0.5)) / height
      )
    }
  }

  private typealias Share = (left: Double, right: Double, top: Double, bottom: Double)

  /// - Parameter share: which part of the matrix lies behind the column of cells from its top to its bottom, in cells from
  ///   the top left of `rect`.
  private func draw(
    into grid: inout Grid, at rect: Rect, look: Look, share: (Double, Double, Double) -> Share
  ) {
    let ramp = look.theme.ramp
    for row in 0..<rect.height {
      for column in 0..<rect.width {
        func levelBetween(_ top: Double, _ bottom: Double) -> Double? {
          mean(share(Double(column), Double(row) + top, Double(row) + bottom)).map { level($0) }
        }
        let place = Point(rect.minX + column, rect.minY + row)
        if ramp.colors.isEmpty || look.glyphs == .ascii {
          guard let level = levelBetween(0, 1) else { continue }
          grid[place.x, place.y] = Cell(look.glyphs.shade(level), style: look.theme.text)
        } else if let cell = HeatMap.cell(levelBetween(0, 0.5), levelBetween(0.5, 1), ramp) {
          grid[place.x, place.y] = cell
        }
      }
    }
  }

  private static func cell(_ upper: Double?, _ lower: Double?, _ ramp: ColorRamp) -> Cell? {
    let top = upper.flatMap { ramp.color($0) }
    let bottom = lower.flatMap { ramp.color($0) }
    switch (top, bottom) {
    case (nil, nil): return nil
    case (let top?, nil): return Cell("▀", style: Style(foreground: top))
    case (nil, let bottom?): return Cell("▄", style: Style(foreground: bottom))
    case (let top?, let bottom?):
      if top == bottom { return Cell(" ", style: Style(background: bottom)) }
      return Cell("▀", style: Style(foreground: top, background: bottom))
    }
  }

  private func level(_ value: Double) -> Double {
    // Halves, because the difference of two huge numbers would overflow.
    let span = upper / 2 - lower / 2
    return span > 0 ? (value / 2 - lower / 2) / span : 0.5
  }

  /// The mean of the entries whose middle lies in that part of the matrix, or the entry in the middle of it.
  private func mean(_ share: Share) -> Double? {
    guard
      let x = HeatMap.entries(share.left, share.right, columns),
      let y = HeatMap.entries(share.top, share.bottom, rows)
    else { return nil }
    var mean = 0.0
    var count = 0.0
    for row in y {
      for column in x where values[row * columns + column].isFinite {
        count += 1
        mean += (values[row * columns + column] - mean) / count
      }
    }
    return count > 0 ? mean : nil
  }

  private static func entries(_ low: Double, _ high: Double, _ count: Int) -> Range<Int>? {
    let total = Double(count)
    let middle = (low + high) / 2
    guard count > 0, middle >= 0, middle < 1, low < high else { return nil }
    let first = (max(low, 0) * total - 0.5).rounded(.up)
    let beyond = (min(high, 1) * total - 0.5).rounded(.up)
    if beyond > first { return Int(max(first, 0))..<Int(min(beyond, total)) }
    let nearest = min(Int(middle * total), count - 1)
    return nearest..<nearest + 1
  }
}
