import Dispatch

/// A serial executor of its own, below the priority of everything that answers a person.
///
/// Trainers run on lanes, never on the shared executor: a cooperative pool whose threads are all training leaves none to
/// carry an answer to the screen.
final class Lane: SerialExecutor {
  private let queue: DispatchQueue

  /// A lane named for the run that it carries.
  init(_ name: String) {
    queue = DispatchQueue(label: "elbow.lane.\(name)", qos: .background)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
