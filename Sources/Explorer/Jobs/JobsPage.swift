import CellGrid

/// The list of jobs, one of which keys act on.
struct JobsPage: Sendable {
  /// The one that keys act on; nil for the first.
  var chosen: Job.ID?

  /// What a key led to.
  enum Outcome: Hashable, Sendable {
    case stay
    case close
    /// To the lab where it is.
    case go(Job)
    /// To its end.
    case end(Job)
  }

  /// The place of the job that keys act on among `jobs`; the first where the one chosen has ended.
  func place(in jobs: [Job]) -> Int { jobs.firstIndex { $0.id == chosen } ?? 0 }

  /// Takes a key, while these are the jobs.
  mutating func take(_ key: Key, _ jobs: [Job]) -> Outcome {
    if let chosen, !jobs.contains(where: { $0.id == chosen }) {
      // It ended by itself: nothing is done to another in its place before a person saw it.
      self.chosen = jobs.first?.id
      if key == .enter || key == "c" || key == .delete { return .stay }
    }
    let place = place(in: jobs)
    let job = jobs.indices.contains(place) ? jobs[place] : nil
    switch key {
    case .escape, .character("q"): return .close
    case .up, .character("k"): chosen = place > 0 ? jobs[place - 1].id : job?.id
    case .down, .character("j"): chosen = place + 1 < jobs.count ? jobs[place + 1].id : job?.id
    case .home: chosen = jobs.first?.id
    case .end: chosen = jobs.last?.id
    case .enter: return job.map { .go($0) } ?? .close
    case .character("c"), .delete: return job.map { .end($0) } ?? .stay
    default: break
    }
    return .stay
  }
}
