import LatentModels
import NumericCore

extension LadderLab {
  /// The rungs in the order in which they stand; those without a value come last, as they are fitted.
  var shownRungs: [Rung] {
    let all = findings?.entries.map(\.rung) ?? Rung.allCases
    guard order != .plan else { return all }
    func key(_ rung: Rung) -> (kind: Int, nats: Double)? {
      guard let score = score(of: rung) else { return nil }
      return (order == .kinds ? score.objective.kind.rank : 0, score.objective.nats)
    }
    let known = all.compactMap { rung in key(rung).map { (rung, $0) } }
      .sorted { $0.1.kind != $1.1.kind ? $0.1.kind < $1.1.kind : $0.1.nats > $1.1.nats }
      .map(\.0)
    return known + all.filter { !known.contains($0) }
  }

  /// What a rung says of the rows that are looked at; nil where it is not known.
  func scores(of rung: Rung) -> RungScores? { findings?.result(rung)?.scores(evaluation) }

  /// The number that stands for a rung; nil where there is none.
  func score(of rung: Rung) -> RungScore? { scores(of: rung)?.best }

  /// The letter of a rung, the same in every view.
  func letter(of rung: Rung) -> String {
    let place = (findings?.entries.map(\.rung) ?? Rung.allCases).firstIndex(of: rung) ?? 0
    return String(UnicodeScalar(UInt8(65 + min(place, 25))))
  }

  /// Chooses the rung so many places further down.
  mutating func moveChoice(by places: Int) {
    let rungs = shownRungs
    guard !rungs.isEmpty else { return }
    let place = (rungs.firstIndex(of: chosen) ?? 0) + places
    chosen = rungs[min(max(place, 0), rungs.count - 1)]
  }

  /// The evaluations under which some rung has a value.
  var evaluations: [RungEvaluation] {
    let results = findings?.results ?? []
    let known = RungEvaluation.allCases.filter { evaluation in
      results.contains { $0.scores(evaluation)?.best != nil }
    }
    return known.isEmpty ? [evaluation] : known
  }

  /// Compares the rung chosen with the pinned one, where that was not done yet.
  mutating func compare() {
    guard let pinned, pinned != chosen, let findings, let climb else {
      comparison = nil
      return
    }
    let known = [pinned, chosen].count { findings.result($0) != nil }
    let question = Comparison.Question(
      climb: climb.id, chosen: chosen, pinned: pinned, evaluation: evaluation, known: known)
    guard comparison?.question != question else { return }
    // Of many rows fewer replicates: a key is answered within a frame.
    let replicates = max(200, min(2000, 400_000 / max(findings.training.rows, 1)))
    do throws(IncomparableRungs) {
      let found = try findings.difference(
        of: chosen, from: pinned, evaluation: evaluation, replicates: replicates)
      comparison = Comparison(question: question, answer: .success(found))
    } catch {
      comparison = Comparison(question: question, answer: .failure(error))
    }
  }

  /// The rung chosen beside the pinned one.
  struct Comparison: Sendable {
    /// What was compared.
    struct Question: Hashable, Sendable {
      let climb: StudyID
      let chosen: Rung
      let pinned: Rung
      let evaluation: RungEvaluation
      /// How many of the two are known.
      let known: Int
    }
    let question: Question
    /// By how much the one is better, or why that is not to be said.
    let answer: Result<RungDifference, IncomparableRungs>
  }
}

extension Objective.Kind {
  /// The exact before bounds, and these before estimates.
  var rank: Int {
    switch self {
    case .exact: 0
    case .bound: 1
    case .estimatedBound: 2
    case .estimate: 3
    case .offScale: 4
    }
  }
}
