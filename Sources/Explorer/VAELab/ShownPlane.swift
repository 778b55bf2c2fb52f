import LatentModels
import NumericCore

/// The plane that latents are drawn in.
enum ShownPlane: Hashable, Sendable {
  /// That of two latents, counted from 0; of one latent, twice the same.
  case latents(x: Int, y: Int)
  /// That of the principal axes of the means, counted from the mean.
  case principal(LatentAxes)

  /// Where a latent falls in it.
  func coordinates(of latent: [Double]) -> (x: Double, y: Double) {
    switch self {
    case .latents(let x, let y): (latent[x], latent[y])
    case .principal(let axes): axes.coordinates(of: latent)
    }
  }

  /// Where the rows of a matrix fall in it, n × k.
  func coordinates(of latents: Matrix<Double>) -> (x: [Double], y: [Double]) {
    if case .latents(let x, let y) = self { return (latents.column(x), latents.column(y)) }
    let places = (0..<latents.rows).map { coordinates(of: latents.row($0)) }
    return (places.map(\.x), places.map(\.y))
  }

  /// The covariance in it of independent latents with such deviations.
  func covariance(_ deviations: [Double]) -> (xx: Double, xy: Double, yy: Double) {
    switch self {
    case .latents(let x, let y): return (deviations[x] * deviations[x], 0, deviations[y] * deviations[y])
    case .principal(let axes):
      var (xx, xy, yy) = (0.0, 0.0, 0.0)
      for (j, deviation) in deviations.enumerated() {
        let (u, v) = (axes.directions[0][j] * deviation, axes.directions[1][j] * deviation)
        (xx, xy, yy) = (xx + u * u, xy + u * v, yy + v * v)
      }
      return (xx, xy, yy)
    }
  }

  /// Whether there is only one latent.
  var isLine: Bool { if case .latents(let x, let y) = self { x == y } else { false } }

  /// What its axes are called.
  var names: [String] {
    switch self {
    case .latents(let x, let y): x == y ? ["z\(x + 1)"] : ["z\(x + 1)", "z\(y + 1)"]
    case .principal: ["pc1", "pc2"]
    }
  }

  /// The same, with the part of the variance of the means that lies along each principal axis.
  var titles: [String] {
    guard case .principal(let axes) = self else { return names }
    return zip(names, axes.shares).map { "\($0) \(Int((100 * $1).rounded()))%" }
  }
}

extension VAELab {
  /// The two latents of the plane: those that were chosen, or those that say most of a row.
  var shownPair: LatentPair {
    let k = latents
    if let pair, pair.x < k, pair.y < k { return pair }
    let order = latentsByDivergence
    guard order.count > 1 else { return LatentPair(x: 0, y: k > 1 ? 1 : 0) }
    return LatentPair(x: min(order[0], order[1]), y: max(order[0], order[1]))
  }

  /// Whether the plane is that of the principal axes: of more than two latents, where a person chose it.
  var isPrincipal: Bool { wantsPrincipal && latents > 2 }

  /// The plane that a run is drawn in.
  func plane(of portrait: AutoencoderPortrait?) -> ShownPlane {
    if isPrincipal, let axes = portrait?.principal { return .principal(axes) }
    let k = portrait?.means.columns ?? latents
    let pair = shownPair
    return .latents(x: min(pair.x, k - 1), y: min(pair.y, k - 1))
  }

  /// The plane of the active run.
  var shownPlane: ShownPlane { plane(of: run.portrait) }

  /// The latents of the active run, that with most nats of divergence first.
  var latentsByDivergence: [Int] {
    let divergences = run.portrait?.divergences ?? []
    return divergences.indices.sorted { (divergences[$1], $0) < (divergences[$0], $1) }
  }

  /// Shows another plane: the principal axes first, then pair after pair of latents.
  mutating func movePlane(by places: Int) -> [Effect] {
    let k = latents
    guard k > 2 else { return [] }
    let pairs = (0..<k).flatMap { x in ((x + 1)..<k).map { LatentPair(x: x, y: $0) } }
    if pair == nil, !wantsPrincipal {
      wantsPrincipal = true
    } else {
      let planes: [LatentPair?] = [nil] + pairs
      pair = planes.neighbour(of: isPrincipal ? nil : shownPair, by: places)
      wantsPrincipal = pair == nil
    }
    zoom = 1
    return askLater()
  }

  /// The place that is decoded, of so many latents.
  func place(latents k: Int) -> [Double] {
    if isPrincipal, case .principal(let axes) = shownPlane, axes.mean.count == k {
      return axes.place(principalCursor.x, principalCursor.y)
    }
    guard let cursor, cursor.count == k else { return Array(repeating: 0, count: k) }
    return cursor
  }

  /// Where the cursor is in the plane.
  var cursorInPlane: (x: Double, y: Double) {
    let plane = shownPlane
    if case .principal = plane { return (principalCursor.x, principalCursor.y) }
    return plane.coordinates(of: place(latents: run.portrait?.means.columns ?? latents))
  }

  /// How far the means reach along both axes: between round numbers beyond every mean that is shown and the middle of the
  /// prior, so that the plot stands still while these move.
  private var extents: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    var (low, high) = (SIMD2(0.0, 0.0), SIMD2(0.0, 0.0))
    for portrait in runs.compactMap(\.portrait) {
      let (x, y) = plane(of: portrait).coordinates(of: portrait.means)
      for place in zip(x, y).map({ SIMD2($0, $1) }) where place.x.isFinite && place.y.isFinite {
        low = pointwiseMin(low, place)
        high = pointwiseMax(high, place)
      }
    }
    let rungs: [Double] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100]
    func rung(_ distance: Double) -> Double { rungs.first { $0 > distance * 1.02 } ?? distance * 1.1 }
    return (-rung(-low.x)...rung(high.x), -rung(-low.y)...rung(high.y))
  }

  /// The part of the plane that is shown.
  var window: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let whole = extents
    guard zoom != 1 else { return whole }
    let centre = cursorInPlane
    func part(_ whole: ClosedRange<Double>, _ centre: Double) -> ClosedRange<Double> {
      let half = (whole.upperBound - whole.lowerBound) / 2 / zoom
      return (centre - half)...(centre + half)
    }
    return (part(whole.x, centre.x), part(whole.y, centre.y))
  }

  /// Moves the cursor by so many fortieths of what is shown.
  mutating func moveCursor(right: Int, up: Int) -> [Effect] {
    let (window, at) = (window, cursorInPlane)
    return putCursor(
      x: at.x + Double(right) * (window.x.upperBound - window.x.lowerBound) / 40,
      y: at.y + Double(up) * (window.y.upperBound - window.y.lowerBound) / 40)
  }

  /// Puts the cursor at a point of the plane.
  mutating func putCursor(x: Double, y: Double) -> [Effect] {
    // Far outside the prior nothing is learned, and a net may overflow.
    func bounded(_ value: Double) -> Double { value.isFinite ? min(max(value, -1000), 1000) : 0 }
    switch shownPlane {
    case .principal: principalCursor = SIMD2(bounded(x), bounded(y))
    case .latents(let first, let second):
      var place = place(latents: latents)
      guard place.indices.contains(first), place.indices.contains(second) else { return [] }
      if second != first { place[second] = bounded(y) }
      place[first] = bounded(x)
      cursor = place
    }
    return askLater()
  }

  /// The cursor at its origin again.
  mutating func resetCursor() -> [Effect] {
    (cursor, principalCursor, zoom) = (nil, .zero, 1)
    return askLater()
  }

  /// Selects the row whose mean is nearest to the cursor in the plane.
  mutating func selectNearestRow() -> [Effect] {
    guard let portrait = run.portrait else { return [] }
    let plane = shownPlane
    let at = cursorInPlane
    let (xs, ys) = plane.coordinates(of: portrait.means)
    var best: (distance: Double, row: Int)?
    for (index, row) in portrait.rows.enumerated() {
      let x = xs[index] - at.x
      let y = plane.isLine ? 0 : ys[index] - at.y
      let distance = x * x + y * y
      if distance < best?.distance ?? .infinity { best = (distance, row) }
    }
    return best.map { select($0.row) } ?? []
  }
}
