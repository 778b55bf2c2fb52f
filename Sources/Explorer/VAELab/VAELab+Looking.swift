import CellGrid
import LatentModels
import NumericCore

extension VAELab: FocusingLab {
  /// Whether arrows move the cursor in the plane of the latents.
  var focusIsLatents: Bool { focus == .latents || focus == .branchLatents }

  /// Gives the focus to `panel`; latents make their run the active one.
  mutating func setFocus(_ panel: VAEPanel) {
    guard panels.contains(panel) else { return }
    focus = panel
    if panel == .latents { activeRun = 0 }
    if panel == .branchLatents { activeRun = 1 }
  }

  /// The two latents of the plane: those that were chosen, or those that say most of a row.
  var shownPlane: LatentPair {
    let k = latents
    if let plane, plane.x < k, plane.y < k { return plane }
    let order = latentsByDivergence
    guard order.count > 1 else { return LatentPair(x: 0, y: k > 1 ? 1 : 0) }
    return LatentPair(x: min(order[0], order[1]), y: max(order[0], order[1]))
  }

  /// The latent that is traversed: the one that was chosen, or the one that says most of a row.
  var shownTraversal: Int {
    if let traversed, traversed < latents { return traversed }
    return latentsByDivergence.first ?? 0
  }

  /// The latents of the active run, that with most nats of divergence first.
  private var latentsByDivergence: [Int] {
    let divergences = run.portrait?.divergences ?? []
    return divergences.indices.sorted { (divergences[$1], $0) < (divergences[$0], $1) }
  }

  /// Shows another pair of latents, or traverses another one.
  mutating func movePlane(by places: Int) -> [Effect] {
    let k = latents
    guard k > 1 else { return [] }
    if view == .traverse {
      traversed = ((shownTraversal + places) % k + k) % k
      return askLater()
    }
    let pairs = (0..<k).flatMap { x in ((x + 1)..<k).map { LatentPair(x: x, y: $0) } }
    plane = pairs.neighbour(of: shownPlane, by: places)
    return view == .lattice ? askLater() : []
  }

  /// How far a latent reaches: between round numbers beyond every mean that is shown and the middle of the prior, so that the
  /// plot stands still while these move.
  private func extent(of latent: Int) -> ClosedRange<Double> {
    var (low, high) = (0.0, 0.0)
    for portrait in runs.compactMap(\.portrait) where latent < portrait.means.columns {
      for row in 0..<portrait.means.rows {
        let mean = portrait.means[row, latent]
        if mean.isFinite { (low, high) = (min(low, mean), max(high, mean)) }
      }
    }
    let rungs: [Double] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100]
    func rung(_ distance: Double) -> Double { rungs.first { $0 > distance * 1.02 } ?? distance * 1.1 }
    return -rung(-low)...rung(high)
  }

  /// The part of the plane that is shown.
  var window: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let pair = shownPlane
    let centre = place(latents: latents)
    func part(_ latent: Int) -> ClosedRange<Double> {
      let whole = extent(of: latent)
      guard zoom != 1, centre.indices.contains(latent) else { return whole }
      let half = (whole.upperBound - whole.lowerBound) / 2 / zoom
      return (centre[latent] - half)...(centre[latent] + half)
    }
    return (part(pair.x), part(pair.y))
  }

  /// Moves the cursor by so many fortieths of what is shown.
  mutating func moveCursor(right: Int, up: Int) -> [Effect] {
    let pair = shownPlane
    let window = window
    var place = place(latents: latents)
    guard place.indices.contains(pair.x), place.indices.contains(pair.y) else { return [] }
    place[pair.x] += Double(right) * (window.x.upperBound - window.x.lowerBound) / 40
    if pair.y != pair.x {
      place[pair.y] += Double(up) * (window.y.upperBound - window.y.lowerBound) / 40
    }
    return setCursor(place)
  }

  /// Puts the cursor at a point of the plane.
  mutating func putCursor(x: Double, y: Double) -> [Effect] {
    let pair = shownPlane
    var place = place(latents: latents)
    guard place.indices.contains(pair.x), place.indices.contains(pair.y) else { return [] }
    if pair.y != pair.x { place[pair.y] = y }
    place[pair.x] = x
    return setCursor(place)
  }

  private mutating func setCursor(_ place: [Double]) -> [Effect] {
    // Far outside the prior nothing is learned, and a net may overflow.
    cursor = place.map { $0.isFinite ? min(max($0, -1000), 1000) : 0 }
    return askLater()
  }

  /// The cursor at its origin again.
  mutating func resetCursor() -> [Effect] {
    cursor = nil
    zoom = 1
    return askLater()
  }

  /// Selects the row whose mean is nearest to the cursor in the plane.
  mutating func selectNearestRow() -> [Effect] {
    guard let portrait = run.portrait else { return [] }
    let pair = shownPlane
    let place = place(latents: portrait.means.columns)
    var best: (distance: Double, row: Int)?
    for (index, row) in portrait.rows.enumerated() {
      let x = portrait.means[index, pair.x] - place[pair.x]
      let y = pair.y == pair.x ? 0 : portrait.means[index, pair.y] - place[pair.y]
      let distance = x * x + y * y
      if distance < best?.distance ?? .infinity { best = (distance, row) }
    }
    return best.map { select($0.row) } ?? []
  }

  /// Selects a row.
  mutating func select(_ row: Int) -> [Effect] {
    self.row = row
    return askLater()
  }

  /// Selects the row so many places further on, round and round.
  mutating func moveRow(by places: Int) -> [Effect] {
    let count = data.rows
    guard count > 0 else { return [] }
    return select(((row + places) % count + count) % count)
  }

  /// Shows something else in the large panel; the same again leads back to the latents.
  mutating func toggle(_ view: VAEView) -> [Effect] {
    self.view = self.view == view ? .latents : view
    if !focusIsLatents { focus = activeRun == 0 ? .latents : .branchLatents }
    return self.view == .latents ? [] : askLater()
  }

  /// Magnifies the plane about the cursor.
  mutating func zoom(by factor: Double) -> [Effect] {
    zoom = min(max(zoom * factor, 0.25), 1e4)
    return view == .lattice ? askLater() : []
  }

  /// Other nets: linear ones, or the usual ones again.
  mutating func toggleLinear() -> [Effect] {
    let settings = newestSettings
    return begin(settings.isLinear ? settings.hidden(for: data) : settings.linear(for: data))
  }

  /// The values of β that a key goes through.
  static let betas = [0.25, 0.5, 1, 2, 4]

  /// The next β.
  mutating func nextBeta() -> [Effect] {
    let beta = newestSettings.beta
    return change(.beta(Self.betas.first { $0 > beta } ?? Self.betas[0]))
  }
}

/// Decoded rows side by side: how many there are and how large each is, in cells.
struct Tiles: Hashable, Sendable {
  var columns, rows: Int
  var tile: Size
  /// Whether each has a line below it.
  var isLabelled: Bool
  /// How many there are.
  var count: Int { columns * rows }
}

extension VAELab {
  /// The decoded rows that fit into the large panel as it is.
  var tiles: Tiles {
    let isLabelled = view == .traverse || view == .interpolation
    var tile = Size(min(max(data.dimensions * 2, 4), 16), 3)
    if let imageShape {
      let width = min(max(imageShape.width, 6), 10)
      let ratio = Double(imageShape.height) / Double(imageShape.width)
      tile = Size(width, max(1, Int((Double(width) * min(ratio, 4) / 2).rounded(.up))))
    }
    return Tiles(
      columns: min(max(1, (room.width + 1) / (tile.width + 1)), 24),
      rows: min(max(1, room.height / (tile.height + (isLabelled ? 1 : 0))), 12), tile: tile,
      isLabelled: isLabelled)
  }

  /// How far a lattice and a traversal reach to both sides: three standard deviations of the prior.
  var pictureReach: Double { min(3, 3 / zoom) }

  /// What is decoded besides the cursor.
  var pictures: AutoencoderPortraitRequest.Pictures {
    let tiles = tiles
    switch view {
    case .latents: return .none
    case .lattice:
      let pair = shownPlane
      guard pair.x != pair.y else {
        return .traverse(latent: pair.x, count: tiles.count, reach: pictureReach)
      }
      return .lattice(
        x: pair.x, y: pair.y, columns: tiles.columns, rows: tiles.rows, reach: pictureReach)
    case .traverse: return .traverse(latent: shownTraversal, count: tiles.count, reach: 3)
    case .interpolation: return .between(other: markedRow ?? row, count: tiles.count)
    case .samples: return .samples(count: tiles.count, seed: samplesSeed)
    }
  }
}
