import LatentModels
import PlotKit

extension Explorer {
  /// How long the active run has trained; while it goes on, also how long it will and how fast it is: the whole of it, and
  /// shorter where that is too long. Empty before the first second.
  func timeTexts(of lab: VAELab) -> [String] {
    guard let clock = lab.clocks[lab.run.id], clock.seconds >= 1, let portrait = lab.run.portrait else {
      return [""]
    }
    let gone = "\(duration(clock.seconds)) gone"
    guard lab.run.play != .paused, let recent = clock.recentRate, let mean = clock.meanRate, mean > 0 else {
      return [" \(gone).", ""]
    }
    let ahead = portrait.settings.epochs * portrait.stepsOfEpoch - portrait.stepsTaken
    let left = "about \(duration(Double(max(0, ahead)) / mean)) left"
    let rows = Double(portrait.trainingRows) / Double(portrait.stepsOfEpoch)
    let rate = "\(shortCount(recent * rows)) rows/s"
    return [" \(gone), \(left), \(rate).", " \(gone), \(left).", " \(gone).", ""]
  }

  /// Seconds in the units in which a person would say them.
  private func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(0, seconds), 1e9).rounded())
    if whole < 120 { return "\(whole) s" }
    if whole < 7200 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }

  /// A count to two or three figures: 640, 3.1k, 48k, 1.2M.
  private func shortCount(_ count: Double) -> String {
    for (unit, name) in [(1e6, "M"), (1e3, "k")] where count >= unit * 0.9995 {
      let scaled = count / unit
      return NumberFormat.decimals(scaled < 9.95 ? 1 : 0).text(scaled) + name
    }
    return NumberFormat.decimals(0).text(count)
  }
}
