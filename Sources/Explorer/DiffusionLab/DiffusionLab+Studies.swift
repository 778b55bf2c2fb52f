import LatentModels
import NumericCore

extension DiffusionLab {
  /// The film there is, as far as it has come.
  var film: DiffusionFilm? {
    if case .film(let film) = studies[.film]?.report?.findings { film } else { nil }
  }

  /// The mixture that EM fits to the rows, once it is known.
  var reference: ReferenceMixture? {
    guard let study = studies[.reference], !study.isRunning,
      case .reference(let found) = study.report?.findings
    else { return nil }
    return found
  }

  /// The study that is given up first: the newest; nil if none goes on.
  var runningStudy: DiffusionStudy? {
    studies.values.filter(\.isRunning).max { $0.id.number < $1.id.number }
  }

  /// Begins a study about the active run, in the place of an earlier one of its kind.
  mutating func begin(_ request: DiffusionStudyRequest) -> [Effect] {
    guard run.portrait != nil else { return [] }
    var old: [Effect] = []
    if let study = studies.removeValue(forKey: request.kind) { old.append(.cancelStudy(study.id)) }
    let id = StudyID(takeRunNumber())
    var study = DiffusionStudy(id: id, request: request, run: run.id)
    study.willAsk()
    studies[request.kind] = study
    return old + [.studyDiffusion(id, request, of: run.id, mixture: reference?.parameters), .askStudy(id)]
  }

  /// The studies there are, the oldest first.
  var backgroundStudies: [any BackgroundStudy] { studies.values.sorted { $0.id.number < $1.id.number } }

  /// Gives up the study that goes on, keeping what it found.
  mutating func cancelStudy() -> [Effect] {
    guard let study = runningStudy else { return [] }
    studies[study.request.kind]?.isCancelled = true
    return [.cancelStudy(study.id)]
  }

  /// A question to each study that goes on and owes no answer.
  mutating func askStudies() -> [Effect] {
    DiffusionStudy.Kind.allCases.compactMap { kind in
      guard let study = studies[kind], study.isRunning, study.openQuestions == 0 else { return nil }
      studies[kind]?.willAsk()
      return .askStudy(study.id)
    }
  }

  /// An answer of one of the studies; of one that is gone, nothing happens.
  mutating func take(_ report: DiffusionStudyReport, of id: StudyID) -> [Effect] {
    guard let kind = kind(of: id) else { return [] }
    studies[kind]?.take(report)
    if kind == .film { seekSavedFrame() }
    guard kind == .reference else { return [] }
    let film = studies[.film] == nil && reference != nil ? makeSavedFilm() : []
    return film + beginAccountIfNew()
  }

  /// A study that nobody carries out.
  mutating func endStudy(_ id: StudyID) {
    guard let kind = kind(of: id) else { return }
    studies[kind]?.isCancelled = true
  }

  private func kind(of id: StudyID) -> DiffusionStudy.Kind? {
    DiffusionStudy.Kind.allCases.first { studies[$0]?.id == id }
  }

  /// Makes a film and plays it.
  mutating func makeFilm(_ direction: FilmRequest.Direction) -> [Effect] {
    request.direction = direction
    request.known = direction == .reverse ? knownValues : nil
    view = DiffusionView(direction)
    focusRows()
    player.begin()
    return begin(.film(request))
  }

  /// Makes the film that is shown again, under other settings, or one from noise where none needs a denoiser.
  mutating func remakeFilm() -> [Effect] { makeFilm(view == .roundTrip ? .roundTrip : .reverse) }

  /// The focus to the rows of the active run.
  mutating func focusRows() {
    if focus == .loss { focus = activeRun == 0 ? .rows : .branchRows }
  }

  /// Moves through the film as an action of stepping and rewinding says.
  /// - Returns: nil for an action of another kind.
  mutating func moveFilm(_ action: Action) -> [Effect]? {
    guard let film else { return nil }
    let frames = film.frames.count
    switch action {
    case .togglePlay: player.toggle(frames: frames, planned: film.levels.count - 1)
    case .iterationForward, .scrubForward: player.seek(player.position + 1, frames: frames)
    case .iterationBack, .scrubBack: player.seek(player.position - 1, frames: frames)
    case .scrubFarForward: player.seek(player.position + 10, frames: frames)
    case .scrubFarBack: player.seek(player.position - 10, frames: frames)
    case .toStart: player.seek(0, frames: frames)
    case .toEnd: player.seek(frames - 1, frames: frames)
    case .slower, .faster: player.changeRate(by: action == .faster ? 1 : -1)
    default: return nil
    }
    return []
  }
}
