import LatentModels
import NumericCore

/// How the autoencoder lab is looked at, as a saved run keeps it.
struct VAELabView: Codable {
  var pace: Double?
  var row: Int?
  var isRefined: Bool?
  var markedRow: Int?
  var cursor: [Double]?
  var pair: [Int]?
  var wantsPrincipal: Bool?
  var principalCursor: [Double]?
  var traversed: Int?
  var sampleLabel: Int?
  var samplesSeed: UInt64?
  var zoom: Double?
  var view: String?
  var aside: String?
  /// Whether there is an account of many rows, which is begun again.
  var hasStudy: Bool?
  var focus: String?
  var isMaximized: Bool?
  var hasLogTrace: Bool?
  var hasGuides: Bool?
}

extension VAELab: ViewedLab {
  /// How it is looked at now.
  var savedView: VAELabView {
    var saved = VAELabView(
      pace: pace.saved, row: row, isRefined: isRefined, markedRow: markedRow, cursor: cursor,
      wantsPrincipal: wantsPrincipal, principalCursor: [principalCursor.x, principalCursor.y],
      traversed: traversed, sampleLabel: sampleLabel, samplesSeed: samplesSeed, zoom: zoom, view: "\(view)",
      aside: chosenAside.map { "\($0)" }, focus: "\(focus == .branchLatents ? .latents : focus)",
      isMaximized: isMaximized, hasLogTrace: hasLogTrace, hasGuides: hasGuides)
    saved.pair = pair.map { [$0.x, $0.y] }
    saved.hasStudy = gapStudy.map { !$0.isCancelled && !isStale($0) }
    return saved
  }

  /// Looks at it as it was; what does not fit the data is passed over.
  mutating func restore(_ saved: VAELabView) {
    pace = Pace(saved: saved.pace) ?? pace
    row = saved.row.within(0..<data.rows) ?? 0
    isRefined = saved.isRefined ?? isRefined
    markedRow = saved.markedRow.within(0..<data.rows)
    // How many latents there are is known with the first report; a cursor of others is passed over then.
    if let place = saved.cursor, place.count <= 256, place.allSatisfy({ abs($0) <= 1000 }) { cursor = place }
    if let places = saved.pair, places.count == 2, places[0] >= 0, places[0] <= places[1] {
      pair = LatentPair(x: places[0], y: places[1])
    }
    wantsPrincipal = saved.wantsPrincipal ?? wantsPrincipal
    if let place = saved.principalCursor, place.count == 2, place.allSatisfy({ abs($0) <= 1000 }) {
      principalCursor = SIMD2(place[0], place[1])
    }
    traversed = saved.traversed.within(0..<256)
    sampleLabel = saved.sampleLabel.within(0..<1_000_000)
    samplesSeed = saved.samplesSeed ?? samplesSeed
    zoom = saved.zoom.within(0.25...1e4) ?? 1
    view = .named(saved.view) ?? view
    chosenAside = .named(saved.aside)
    studyIsToBegin = saved.hasStudy == true
    if let panel = VAEPanel.named(saved.focus), panels.contains(panel) { focus = panel }
    isMaximized = saved.isMaximized ?? isMaximized
    hasLogTrace = saved.hasLogTrace ?? hasLogTrace
    hasGuides = saved.hasGuides ?? hasGuides
  }

  /// Begins again, once the fit is known, the account of many rows that there was when it was saved.
  mutating func beginSavedStudy() -> [Effect] {
    guard studyIsToBegin else { return [] }
    studyIsToBegin = false
    let aside = chosenAside
    defer { chosenAside = aside }
    return beginStudy()
  }
}
