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

  /// The latent that is traversed: the one that was chosen, or the one that says most of a row.
  var shownTraversal: Int {
    if let traversed, traversed < latents { return traversed }
    return latentsByDivergence.first ?? 0
  }

  /// Traverses another latent.
  mutating func moveTraversal(by places: Int) -> [Effect] {
    guard latents > 1 else { return [] }
    traversed = ((shownTraversal + places) % latents + latents) % latents
    return askLater()
  }

  /// The class that samples are decoded under: the one that was chosen, or that of the selected row; nil where the nets are
  /// told none.
  var shownSampleLabel: Int? {
    guard settings.isConditional, let labels = data.labels, !labels.levels.isEmpty else { return nil }
    if let sampleLabel, labels.levels.indices.contains(sampleLabel) { return sampleLabel }
    return labels.codes[row] >= 0 ? Int(labels.codes[row]) : 0
  }

  /// Decodes samples under another class.
  mutating func moveSampleLabel(by places: Int) -> [Effect] {
    guard let shown = shownSampleLabel, let count = data.labels?.levels.count else { return [] }
    sampleLabel = ((shown + places) % count + count) % count
    return askLater()
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
  /// How many lines lie between two above each other.
  var gap: Int
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
    let height = tile.height + (isLabelled ? 1 : 0)
    // A label parts them already; else a line does, where more than one row of them is left.
    let apart = (room.height + 1) / (height + 1)
    let gap = !isLabelled && apart > 1 ? 1 : 0
    return Tiles(
      columns: min(max(1, (room.width + 1) / (tile.width + 1)), 24),
      rows: min(max(1, gap > 0 ? apart : room.height / height), 12), tile: tile,
      isLabelled: isLabelled, gap: gap)
  }

  /// How far a lattice and a traversal reach to both sides: three standard deviations of the prior.
  var pictureReach: Double { min(3, 3 / zoom) }

  /// What is decoded besides the cursor.
  var pictures: AutoencoderPortraitRequest.Pictures {
    let tiles = tiles
    switch view {
    case .latents: return .none
    case .lattice:
      if isPrincipal {
        return .principalLattice(columns: tiles.columns, rows: tiles.rows, reach: pictureReach)
      }
      let pair = shownPair
      guard pair.x != pair.y else {
        return .traverse(latent: pair.x, count: tiles.count, reach: pictureReach)
      }
      return .lattice(
        x: pair.x, y: pair.y, columns: tiles.columns, rows: tiles.rows, reach: pictureReach)
    case .traverse: return .traverse(latent: shownTraversal, count: tiles.count, reach: 3)
    case .interpolation: return .between(other: markedRow ?? row, count: tiles.count)
    case .samples: return .samples(count: tiles.count, seed: samplesSeed, label: shownSampleLabel)
    }
  }
}
