import LatentModels
import NumericCore

/// How the diffusion lab is looked at, as a saved run keeps it.
struct DiffusionLabView: Codable {
  var pace: Double?
  var view: String?
  var film: FilmView?
  var plane: [Int]?
  var row: Int?
  var cursor: [Double]?
  var zoom: Double?
  var showsPrediction: Bool?
  var field: String?
  var density: String?
  var level: Int?
  var aside: String?
  var variance: String?
  var solver: String?
  var routeSteps: Int?
  var focus: String?
  var isMaximized: Bool?
  var hasLogTrace: Bool?
  var hasGuides: Bool?
}

/// What the next film is to be, and which frame of the present one is shown: the film is made again, to the same bits.
struct FilmView: Codable {
  var source: String?
  var method: String?
  var steps: Int?
  var count: Int?
  var seed: UInt64?
  var label: Int?
  var guidance: Double?
  /// The frame that is shown; nil where there is no film of the model as it stands.
  var frame: Int?
  var rate: Int?
}

extension DiffusionLab: ViewedLab {
  /// How it is looked at now.
  var savedView: DiffusionLabView {
    var saved = DiffusionLabView(
      pace: pace.saved, plane: [plane.x, plane.y], row: row, cursor: cursor?.saved, zoom: zoom,
      showsPrediction: showsPrediction, field: scene.field.map { "\($0)" }, density: "\(scene.density)",
      level: scene.chosenLevel, aside: "\(aside)", variance: "\(accountChoice.variance)",
      solver: "\(accountChoice.route.solver)", routeSteps: accountChoice.route.steps,
      focus: "\(focus == .branchRows ? .rows : focus)", isMaximized: isMaximized, hasLogTrace: hasLogTrace,
      hasGuides: hasGuides)
    var film = FilmView(
      source: request.source.rawValue, method: request.method.title, steps: request.steps,
      count: request.count, seed: request.seed, label: request.label, guidance: request.guidance,
      rate: player.rateIndex)
    // What was given to its rows is not kept, and what the model was then is gone.
    if view != .data, let study = studies[.film], !study.isRunning, study.report?.origin == run.place,
      case .film(let made) = study.request, made.known == nil
    {
      saved.view = "\(view)"
      film.frame = player.position
    }
    saved.film = film
    return saved
  }

  /// Looks at it as it was; what does not fit the data is passed over.
  mutating func restore(_ saved: DiffusionLabView) {
    pace = Pace(saved: saved.pace) ?? pace
    if let places = saved.plane, places.count == 2, places.allSatisfy({ (0..<data.dimensions).contains($0) })
    {
      plane = (places[0], places[1])
    }
    row = saved.row.within(0..<100_000_000) ?? 0
    cursor = PlanePoint(saved: saved.cursor)
    zoom = saved.zoom.within(0.25...1e4) ?? 1
    showsPrediction = saved.showsPrediction ?? showsPrediction
    scene.field = .named(saved.field)
    scene.density = .named(saved.density) ?? .none
    scene.chosenLevel = saved.level.within(1..<100_001)
    aside = .named(saved.aside) ?? aside
    if let variance = ReverseVariance.named(saved.variance), AccountChoice.variances.contains(variance) {
      accountChoice.variance = variance
    }
    accountChoice.route.solver = .named(saved.solver) ?? accountChoice.route.solver
    if let steps = saved.routeSteps, AccountChoice.steps.contains(steps) { accountChoice.route.steps = steps }
    if let panel = DiffusionPanel.named(saved.focus), panels.contains(panel) { focus = panel }
    isMaximized = saved.isMaximized ?? isMaximized
    hasLogTrace = saved.hasLogTrace ?? hasLogTrace
    hasGuides = saved.hasGuides ?? hasGuides
    guard let film = saved.film else { return }
    request.source = film.source.flatMap(FilmRequest.Source.init) ?? request.source
    request.method = Self.methods.first { $0.title == film.method } ?? request.method
    request.steps = film.steps.within(1..<1001) ?? request.steps
    request.count = film.count.within(1..<10_001) ?? request.count
    request.seed = film.seed ?? request.seed
    request.label = film.label.within(0..<(data.labels?.levels.count ?? 0))
    request.guidance = film.guidance.within(0...100) ?? 0
    player.changeRate(
      by: (film.rate.within(0..<FilmPlayer.rates.count) ?? player.rateIndex) - player.rateIndex)
    if let frame = film.frame.within(0..<100_000), let view = DiffusionView.named(saved.view) {
      filmToShow = (view, frame)
    }
  }

  /// Makes the film again, once the model is known, that was shown when it was saved.
  mutating func makeSavedFilm() -> [Effect] {
    guard let (view, _) = filmToShow, let direction = view.direction else { return [] }
    if request.source == .mixture, reference == nil { return [] }
    let panel = focus
    defer {
      focus = panel
      player.stop()
    }
    return makeFilm(direction)
  }

  /// Shows the frame of that film that was shown, once it is there.
  mutating func seekSavedFrame() {
    guard let (_, frame) = filmToShow, let film, film.frames.count > frame else { return }
    filmToShow = nil
    player.seek(frame, frames: film.frames.count)
  }
}

extension DiffusionView {
  /// Which way a film is made that is shown as this; nil where none is.
  fileprivate var direction: FilmRequest.Direction? {
    switch self {
    case .data: nil
    case .forward: .forward
    case .reverse: .reverse
    case .roundTrip: .roundTrip
    }
  }
}
