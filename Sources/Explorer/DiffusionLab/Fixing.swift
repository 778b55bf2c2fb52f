import LatentModels
import NumericCore

/// What a person fixed of the rows that films draw: the rest is drawn to go with it.
enum Fixing: Hashable, Sendable {
  /// The column that goes across the plane, or the one that goes up.
  case across, upwards
  /// Half of a picture.
  case upperHalf, lowerHalf
}

extension DiffusionLab {
  /// What a key goes through; none where nothing would be left to draw.
  var fixings: [Fixing] {
    if imageShape != nil { return [.upperHalf, .lowerHalf] }
    return plane.x == plane.y ? [] : [.across, .upwards]
  }

  /// The column of the plane that is fixed; nil for pictures, or where none is.
  var fixedColumn: Int? {
    switch fixing {
    case .across: plane.x
    case .upwards: plane.y
    case .upperHalf, .lowerHalf, nil: nil
    }
  }

  /// The next of what can be fixed, and after the last nothing again.
  mutating func fixNext() {
    let order: [Fixing?] = fixings + [nil]
    fixing = order[((order.firstIndex(of: fixing) ?? order.count - 1) + 1) % order.count]
  }

  /// The values that are fixed: under the cursor where there is one, or else those of the row that is followed.
  var knownValues: KnownValues? {
    guard let fixing, let points = run.portrait?.points, points.rows > 0 else { return nil }
    let model = points.row(row % points.rows)
    var values = [Double?](repeating: nil, count: points.columns)
    switch fixing {
    case .across: values[plane.x] = cursor?.x ?? model[plane.x]
    case .upwards: values[plane.y] = cursor?.y ?? model[plane.y]
    case .upperHalf, .lowerHalf:
      guard let shape = imageShape, shape.pixels == points.columns else { return nil }
      let cut = (shape.height + 1) / 2 * shape.width
      let half = fixing == .upperHalf ? 0..<cut : cut..<shape.pixels
      for pixel in half { values[pixel] = model[pixel] }
    }
    return values.contains(nil) ? KnownValues(values) : nil
  }

  /// The column that the film was given, with its value; nil where it was given none, or pixels.
  var givenColumn: (column: Int, value: Double)? {
    guard view == .reverse, imageShape == nil, let known = film?.request.known else { return nil }
    for (column, value) in known.values.enumerated() {
      if let value { return (column, value) }
    }
    return nil
  }

  /// What was drawn of the other column of the plane, beside what EM's mixture says exactly of it, in the data's own units.
  var drawnMoments: (column: Int, drawn: Moments, exact: Moments?)? {
    guard let given = givenColumn, let film, let rows = film.frames.last, rows.rows > 1,
      film.frames.count == film.levels.count
    else { return nil }
    let column = given.column == plane.x ? plane.y : plane.x
    guard column != given.column else { return nil }
    let values = rows.column(column)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    let frame = film.frame
    let exact = reference?.parameters.moments(
      ofColumn: column, given: given.column,
      at: (given.value - frame.shift[given.column]) / frame.scale[given.column])
    return (
      column, Moments(mean: mean, standardDeviation: variance.squareRoot()),
      exact.map {
        Moments(
          mean: frame.own($0.mean, column: column),
          standardDeviation: $0.standardDeviation * frame.scale[column])
      }
    )
  }

  /// A mean and a standard deviation.
  struct Moments: Hashable, Sendable {
    let mean, standardDeviation: Double
  }
}
