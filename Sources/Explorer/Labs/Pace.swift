/// How fast a playing run goes.
enum Pace: Hashable, Sendable {
  /// So many iterations a second, each shown as its two half-steps.
  case perSecond(Double)
  /// As fast as the machine goes; the screen shows the newest state.
  case flatOut

  /// The paces from slow to fast.
  static let all: [Pace] = [0.5, 1, 2, 4, 8].map(Pace.perSecond) + [.flatOut]

  /// How long a half-step takes, in seconds; nil if nobody waits.
  var halfStep: Double? {
    if case .perSecond(let rate) = self { 0.5 / rate } else { nil }
  }

  /// The pace so many places further on in `all`, or the last one there.
  func moved(by places: Int) -> Pace {
    let index = (Pace.all.firstIndex(of: self) ?? 0) + places
    return Pace.all[min(max(0, index), Pace.all.count - 1)]
  }

  /// As the settings show it.
  var name: String {
    switch self {
    case .perSecond(let rate): rate < 1 ? "\(rate) it/s" : "\(Int(rate)) it/s"
    case .flatOut: "flat out"
    }
  }
}
