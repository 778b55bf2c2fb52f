import CellGrid

extension Explorer {
  /// What a key does in the list of jobs.
  mutating func receive(_ key: Key, in page: JobsPage) -> [Effect] {
    if keys.action(for: key) == .showJobs {
      overlay = nil
      return []
    }
    var page = page
    let outcome = page.take(key, jobs)
    overlay = .jobs(page)
    switch outcome {
    case .stay: return []
    case .close:
      overlay = nil
      return []
    case .go(let job):
      overlay = nil
      return job.lab == shown ? [] : show(job.lab)
    case .end(let job):
      let effects = end(job)
      overlay = .jobs(JobsPage(chosen: jobs.first?.id))
      return effects
    }
  }
}
