import LatentModels
import NumericCore

/// How a person looks at the gains of the iterations.
struct StackChoice: Hashable, Sendable {
  /// Whether their axis is logarithmic.
  var isLogarithmic = true
  /// The iteration read out, by its index among those that happened; nil for the newest.
  var chosen: Int?
}

extension EMLab {
  /// What an action means in a view that explains EM, where it means something of its own there; nil where not.
  mutating func performInView(_ action: Action) -> [Effect]? {
    guard focus == .aside, aside.explains else { return nil }
    switch aside {
    case .minoriser: return performInMinoriser(action)
    case .stack: return performInStack(action)
    case .missing: return performInMissing(action)
    default: return nil
    }
  }

  /// θ and q of the views are those of the fit again, which is about to move.
  mutating func releaseViews() {
    slice.place = nil
    slice.lawPlace = nil
    stack.chosen = nil
  }

  /// The line as it was last computed for the active run.
  var minoriser: MinoriserSlice? {
    if case .success(let slice) = run.portrait?.slice { slice } else { nil }
  }

  /// Whether a person moved θ or q away from where the fit has them.
  var hasMovedSlice: Bool { slice.place != nil || slice.lawPlace != nil }

  private mutating func performInMinoriser(_ action: Action) -> [Effect]? {
    switch action {
    case .moveLeft: return moveTheta(by: -1)
    case .moveRight: return moveTheta(by: 1)
    case .expectationStep:
      guard let place = slice.place else { return nil }
      slice.lawPlace = place
    case .maximizationStep:
      guard hasMovedSlice, let found = minoriser else { return nil }
      slice.place = found.maximum.place
    case .back:
      guard hasMovedSlice else { return nil }
      releaseViews()
    case .nextLaw: moveLaw()
    case .nextPlane, .moveDown: moveLine(by: 1)
    case .previousPlane, .moveUp: moveLine(by: -1)
    case .zoomIn: slice.zoom = min(slice.zoom * 1.5, 1e6)
    case .zoomOut: slice.zoom = max(slice.zoom / 1.5, 1e-3)
    case .zoomReset: slice.zoom = 1
    case .selectRow:
      guard slice.place != nil, let found = minoriser else { return [] }
      let values = found.free.values
      return change(.parameters(values))
    default: return nil
    }
    return askLater()
  }

  /// Moves θ along the line by a fortieth of what is shown.
  private mutating func moveTheta(by places: Double) -> [Effect] {
    guard let found = minoriser else { return [] }
    let from = slice.place ?? found.theta.point.place
    return putTheta(at: from + places * (found.range.upperBound - found.range.lowerBound) / 40)
  }

  /// Puts θ somewhere along the line, where both curves have values.
  mutating func putTheta(at place: Double) -> [Effect] {
    guard let found = minoriser else { return [] }
    let first = found.points.first?.place ?? found.range.lowerBound
    let last = found.points.last?.place ?? found.range.upperBound
    slice.place = min(max(first, place), last)
    return askLater()
  }

  /// Reads out the gain of an iteration, where there is one.
  mutating func chooseGain(ofIteration iteration: Int) {
    let bars = ProximalStack(of: run.history.prefix(run.position)).bars
    guard let index = bars.firstIndex(where: { $0.iteration == iteration }) else { return }
    stack.chosen = index == bars.count - 1 ? nil : index
  }

  /// The kinds of law that a person goes through, that of the fit first.
  private var laws: [ExpectationKind?] {
    let own = plan.method.expectation
    return [nil] + Self.otherLaws.filter { $0 != own }
  }

  /// The kinds of law that are not those of the fit.
  static let otherLaws: [ExpectationKind] = [
    .exact, .hard, .stochastic, .monteCarlo(draws: 10), .monteCarlo(draws: 100),
  ]

  private mutating func moveLaw() { slice.law = laws.neighbour(of: slice.law) }

  private mutating func moveLine(by places: Int) {
    let count = minoriser?.free.values.count ?? plan.parametersOfLine(slice.line)
    let lines = [SliceRequest.Line.step] + (0..<count).map { .parameter($0) }
    slice.line = lines.neighbour(of: slice.line, by: places)
    (slice.place, slice.lawPlace, slice.zoom) = (nil, nil, 1)
  }

  private mutating func performInStack(_ action: Action) -> [Effect]? {
    let count = ProximalStack(of: run.history.prefix(run.position)).bars.count
    switch action {
    case .toggleLogAxis: stack.isLogarithmic.toggle()
    case .moveLeft, .moveRight:
      guard count > 0 else { return [] }
      let from = stack.chosen ?? count - 1
      let to = min(max(0, from + (action == .moveLeft ? -1 : 1)), count - 1)
      stack.chosen = to == count - 1 ? nil : to
    case .moveUp, .moveDown, .selectRow: break
    case .back:
      guard stack.chosen != nil else { return nil }
      stack.chosen = nil
    default: return nil
    }
    return []
  }

  private mutating func performInMissing(_ action: Action) -> [Effect]? {
    let count = fitStudy(.missing)?.missing?.maximum.values.count ?? 0
    switch action {
    case .moveRight, .nextPlane: pair.x = moved(pair.x, by: 1, past: pair.y, of: count)
    case .moveLeft, .previousPlane: pair.x = moved(pair.x, by: -1, past: pair.y, of: count)
    case .moveDown: pair.y = moved(pair.y, by: 1, past: pair.x, of: count)
    case .moveUp: pair.y = moved(pair.y, by: -1, past: pair.x, of: count)
    case .selectRow: break
    default: return nil
    }
    return []
  }

  /// The index so many places further on among `count`, but not `other`.
  private func moved(_ index: Int, by places: Int, past other: Int, of count: Int) -> Int {
    guard count > 2 else { return index }
    let next = ((index + places) % count + count) % count
    return next == other ? ((next + places) % count + count) % count : next
  }
}

extension EMPlan {
  /// At least how many free parameters a line may lead along, while none was computed that says it.
  fileprivate func parametersOfLine(_ line: SliceRequest.Line) -> Int {
    if case .parameter(let index) = line { index + 1 } else { 1 }
  }
}
