/// A moment up to which to wait, on a clock that nobody sets; without milliseconds, for ever.
struct Deadline {
  private let end: ContinuousClock.Instant?

  init(milliseconds: Int?) {
    end = milliseconds.map { .now + .milliseconds(min(max(0, $0), 1_000_000_000)) }
  }

  /// Whole milliseconds until then, rounded up; 0 once it is past, nil for ever.
  var millisecondsLeft: Int? {
    guard let end else { return nil }
    let left = ContinuousClock.now.duration(to: end) / .milliseconds(1)
    return left > 0 ? Int(left.rounded(.up)) : 0
  }
}
