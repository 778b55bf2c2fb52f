import LatentModels
import NumericCore

/// How the ladder is looked at, as its file keeps it.
struct LadderView: Codable {
  var chosen: String?
  var pinned: String?
  var evaluation: String?
  var order: String?
  var showsTotals: Bool?
  var zoom: Double?
  var aside: String?
  var focus: String?
  var isMaximized: Bool?
  /// The settings of the next climb, which may be others than those of what is known.
  var settings: [String: String]?
}

extension LadderLab: ViewedLab {
  /// How it is looked at now.
  var savedView: LadderView {
    LadderView(
      chosen: chosen.rawValue, pinned: pinned?.rawValue, evaluation: wantedEvaluation?.rawValue,
      order: "\(order)", showsTotals: showsTotals, zoom: zoom, aside: "\(aside)", focus: "\(focus)",
      isMaximized: isMaximized, settings: settings.metadata)
  }

  /// Looks at it as it was; what does not fit is passed over.
  mutating func restore(_ view: LadderView) {
    chosen = view.chosen.flatMap(Rung.init) ?? chosen
    pinned = view.pinned.flatMap(Rung.init)
    wantedEvaluation = view.evaluation.flatMap(RungEvaluation.init)
    order = .named(view.order) ?? order
    showsTotals = view.showsTotals ?? showsTotals
    zoom = view.zoom.within(1...0x1p20) ?? 1
    aside = .named(view.aside) ?? aside
    focus = .named(view.focus) ?? focus
    isMaximized = view.isMaximized ?? isMaximized
    var archive = ModelArchive()
    archive.metadata = view.settings ?? [:]
    settings = (try? LadderSettings(archive: archive)) ?? settings
  }
}
