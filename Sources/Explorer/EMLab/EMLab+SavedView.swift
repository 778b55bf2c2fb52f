import LatentModels
import NumericCore
import PlotKit

/// How the EM lab is looked at, as a saved run keeps it.
struct EMView: Codable {
  var pace: Double?
  /// Which plane, and the part of it that is shown: left, right, bottom, top; nil for the whole.
  var plane: Int?
  var part: [Double]?
  var cursor: [Double]?
  var row: Int?
  var aside: String?
  var focus: String?
  var isMaximized: Bool?
  var hasLogTrace: Bool?
  var hasGuides: Bool?
  var componentScroll: Int?
  var groupScroll: Int?
  var criterion: String?
  /// The fit that was chosen in the table of the selection: K and family; nil where that is the best.
  var cell: [String]?
  var starts: Int?
  /// The view of the bound: the free parameter that the line leads along, nil for the step.
  var line: Int?
  var law: String?
  var lawPlace: Double?
  var place: Double?
  var sliceZoom: Double?
  /// The view of gains.
  var hasLogGains: Bool?
  var gain: Int?
  /// The view of missing information.
  var pair: [Int]?
  /// The studies whose findings are shown, to be begun again.
  var studies: [EMStudyView]?
  /// Where the fit was seen, where its way is drawn: position and place.
  var way: [[Double]]?
}

/// A study of the EM lab, as a saved run keeps it: what was asked, not what was found.
struct EMStudyView: Codable {
  var kind: String
  var components: [Int]?
  var count: Int?
  var errors: String?
}

extension EMLab: ViewedLab {
  /// How it is looked at now.
  var savedView: EMView {
    var view = EMView(
      pace: pace.saved, plane: planeIndex, cursor: cursor?.saved, row: selectedRow, aside: "\(aside)",
      focus: "\(focus == .branchPlot ? .plot : focus)", isMaximized: isMaximized, hasLogTrace: hasLogTrace,
      hasGuides: hasGuides, componentScroll: componentScroll, groupScroll: groupScroll,
      criterion: "\(criterion)", starts: starts)
    if viewport != scatterBounds { view.part = viewport.saved }
    if case .parameter(let index) = slice.line { view.line = index }
    (view.law, view.lawPlace, view.place) = (slice.law?.name, slice.lawPlace, slice.place)
    view.sliceZoom = slice.zoom
    (view.hasLogGains, view.gain) = (stack.isLogarithmic, stack.chosen)
    view.pair = [pair.x, pair.y]
    if choseCell { view.cell = [String(chosenCell.components), chosenCell.family.rawValue] }
    view.way = run.savedWay
    view.studies = LabStudy.Kind.allCases.compactMap { kind in
      fitStudy(kind).flatMap { $0.isCancelled ? nil : EMStudyView($0.request) }
    }
    return view
  }

  /// Looks at it as it was; what does not fit the data is passed over.
  mutating func restore(_ view: EMView) {
    pace = Pace(saved: view.pace) ?? pace
    restorePlane(view.plane ?? 0, part: Viewport(saved: view.part))
    cursor = PlanePoint(saved: view.cursor)
    selectedRow = view.row.within(0..<data.rows)
    aside = .named(view.aside) ?? aside
    if let panel = PanelID.named(view.focus), panels.contains(panel) { focus = panel }
    isMaximized = view.isMaximized ?? isMaximized
    hasLogTrace = view.hasLogTrace ?? hasLogTrace
    hasGuides = view.hasGuides ?? hasGuides
    componentScroll = view.componentScroll.within(0..<100_000) ?? 0
    groupScroll = view.groupScroll.within(0..<max(1, data.rows)) ?? 0
    criterion = .named(view.criterion) ?? criterion
    if let cell = view.cell, cell.count == 2, let components = Int(cell[0]).within(1..<65),
      let family = CovarianceFamily(rawValue: cell[1])
    {
      (chosenCell, choseCell) = ((components, family), true)
    }
    starts = view.starts.within(1..<1001) ?? starts
    slice.line = view.line.within(0..<10_000).map { .parameter($0) } ?? .step
    slice.law = Self.otherLaws.first { $0.name == view.law }
    slice.place = view.place.within(-1e6...1e6)
    slice.lawPlace = view.lawPlace.within(-1e6...1e6)
    slice.zoom = view.sliceZoom.within(1e-3...1e6) ?? 1
    stack = StackChoice(
      isLogarithmic: view.hasLogGains ?? true, chosen: view.gain.within(0..<1_000_000))
    if let places = view.pair, places.count == 2, places[0] != places[1],
      places.allSatisfy({ (0..<100_000).contains($0) })
    {
      pair = (places[0], places[1])
    }
    run.restoreWay(view.way)
    studiesToBegin = (view.studies ?? []).prefix(LabStudy.Kind.allCases.count).compactMap(StudyRequest.init)
  }

  /// Begins again, once the fit is known, the studies whose findings were shown when it was saved.
  mutating func beginSavedStudies() -> [Effect] {
    defer { studiesToBegin = [] }
    leaveUnsuitedView()
    return studiesToBegin.flatMap { begin($0) }
  }
}

extension Viewport {
  /// As a file has it.
  fileprivate var saved: [Double] { [x.lower, x.upper, y.lower, y.upper] }

  /// The part of a plane that was saved so; nil where it is none.
  fileprivate init?(saved: [Double]?) {
    guard let saved, saved.count == 4, saved.allSatisfy({ abs($0) < 1e100 }), saved[0] < saved[1],
      saved[2] < saved[3]
    else { return nil }
    self.init(x: Scale(from: saved[0], to: saved[1]), y: Scale(from: saved[2], to: saved[3]))
  }
}

extension EMStudyView {
  fileprivate init(_ request: StudyRequest) {
    switch request {
    case .selection(let components, let starts):
      self.init(
        kind: "selection", components: [components.lowerBound, components.upperBound], count: starts)
    case .starts(let count): self.init(kind: "starts", count: count)
    case .errors(let kind, let replicates): self.init(kind: "errors", count: replicates, errors: "\(kind)")
    case .missing: self.init(kind: "missing")
    }
  }
}

extension StudyRequest {
  /// What was asked; nil for what nobody asks.
  fileprivate init?(_ view: EMStudyView) {
    let count = view.count.within(1..<10_001)
    switch view.kind {
    case "selection":
      guard let ends = view.components, ends.count == 2, let count, 1 <= ends[0], ends[0] <= ends[1],
        ends[1] <= 64
      else { return nil }
      self = .selection(components: ends[0]...ends[1], starts: count)
    case "starts":
      guard let count else { return nil }
      self = .starts(count: count)
    case "errors":
      guard let kind = StandardErrorKind.named(view.errors), let count else { return nil }
      self = .errors(kind, replicates: count)
    case "missing": self = .missing
    default: return nil
    }
  }
}
