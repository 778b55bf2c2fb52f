import LatentModels

/// How the variational lab is looked at, as a saved run keeps it.
struct VIView: Codable {
  var pace: Double?
  var unit: Int?
  var cursor: Double?
  var zoom: Double?
  var accountsForAll: Bool?
  var listsUnits: Bool?
  var listScroll: Int?
  var pair: [Int]?
  var planeZoom: Double?
  var aside: String?
  /// Whether the panel below the laws shows what a study found, which is begun again.
  var hasStudy: Bool?
  var focus: String?
  var isMaximized: Bool?
  var hasLogTrace: Bool?
  var hasGuides: Bool?
  /// Where the fit was seen: position and coordinates.
  var way: [[Double]]?
}

extension VILab: ViewedLab {
  /// How it is looked at now.
  var savedView: VIView {
    var view = VIView(
      pace: pace.saved, unit: unit, cursor: cursor, zoom: zoom, accountsForAll: accountsForAll,
      listsUnits: listsUnits, listScroll: listScroll, planeZoom: planeZoom, aside: "\(aside)",
      focus: "\(focus == .branchLaws ? .laws : focus)", isMaximized: isMaximized, hasLogTrace: hasLogTrace,
      hasGuides: hasGuides, way: run.savedWay)
    view.pair = pair.map { [$0.x, $0.y] }
    view.hasStudy = aside.study.map { fitStudy($0)?.isCancelled == false }
    return view
  }

  /// Looks at it as it was; what does not fit the data is passed over.
  mutating func restore(_ view: VIView) {
    pace = Pace(saved: view.pace) ?? pace
    unit = view.unit.within(0..<100_000_000) ?? 0
    cursor = view.cursor.within(-1e100...1e100)
    zoom = view.zoom.within(1...1e6) ?? 1
    accountsForAll = view.accountsForAll ?? accountsForAll
    listsUnits = view.listsUnits ?? listsUnits
    listScroll = view.listScroll.within(0..<100_000_000) ?? 0
    if let places = view.pair, places.count == 2, places[0] >= 0, places[0] < places[1] {
      pair = ThetaPair(x: places[0], y: places[1])
    }
    planeZoom = view.planeZoom.within(1e-3...1e6) ?? 1
    aside = .named(view.aside) ?? aside
    studyIsToBegin = view.hasStudy == true
    if let panel = VIPanel.named(view.focus), panels.contains(panel) { focus = panel }
    isMaximized = view.isMaximized ?? isMaximized
    hasLogTrace = view.hasLogTrace ?? hasLogTrace
    hasGuides = view.hasGuides ?? hasGuides
    run.restoreWay(view.way)
  }

  /// Leaves what the fit, which is known now, does not have, and begins again the study whose findings were shown when it was
  /// saved.
  mutating func beginSavedStudy() -> [Effect] {
    guard run.portrait != nil else { return [] }
    let count = run.portrait?.coordinates.count ?? 0
    if let pair, pair.y >= count { self.pair = nil }
    guard views.contains(aside) else {
      aside = .lost
      studyIsToBegin = false
      return []
    }
    guard studyIsToBegin else { return [] }
    // The plane reaches to the maximum, once that is known.
    if aside == .thetaPlane, studies[.maximum]?.isRunning == true { return [] }
    studyIsToBegin = false
    return beginStudyInView()
  }
}
