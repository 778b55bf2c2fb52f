import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// What the large panel is called.
  func rowsTitle(of lab: DiffusionLab) -> String {
    switch lab.view {
    case .data: return lab.imageShape == nil ? "Data" : "Pictures"
    case .forward: return "Forward: noise added, nothing learned"
    case .reverse:
      if lab.besideFilm != nil { return "Two films, played together" }
      let label = lab.film?.request.label.flatMap { lab.classes.indices.contains($0) ? lab.classes[$0] : nil }
      let what = (label.map { " of class \($0)" } ?? "") + (givenText(of: lab).map { " given \($0)" } ?? "")
      return lab.showsPrediction ? "x0 as the denoiser sees it\(what)" : "Reverse\(what)"
    case .roundTrip:
      return lab.showsPrediction ? "x0 as the denoiser sees it" : "Into noise and back"
    }
  }

  /// What is to be known of the rows, the longest form first.
  func rowsValues(of lab: DiffusionLab) -> [String] {
    switch lab.view {
    case .data:
      guard let portrait = lab.run.portrait, portrait.rows.count < lab.data.rows else { return [] }
      let shown = "\(grouped(portrait.rows.count)) of \(grouped(lab.data.rows))"
      return ["\(shown) rows shown", shown]
    case .forward: return lab.film.map { ["\(grouped($0.frames.first?.rows ?? 0)) rows"] } ?? []
    case .reverse:
      if lab.besideFilm != nil {
        return lab.distanceBetweenFilms.map {
          let distance = "rms distance \(NumberFormat.significant(2).text($0)) sd"
          return ["same noise, \(distance)", distance]
        } ?? ["other noise"]
      }
      guard let film = lab.film else { return [] }
      return filmValues(film.request, film.request.method, "\(film.levels.count - 1) steps")
    case .roundTrip:
      guard let film = lab.film else { return [] }
      return filmValues(film.request, film.request.methodOfRoundTrip, "2 x \(film.levels.count / 2) steps")
    }
  }

  /// Whose denoiser takes which steps, the longest form first.
  private func filmValues(_ request: FilmRequest, _ method: SamplingMethod, _ steps: String) -> [String] {
    let source = request.source == .learned ? "" : "\(request.source.rawValue), "
    let guidance = request.guidance == 0 ? "" : ", guidance \(shortNumber(request.guidance))"
    return [
      "\(source)\(method.title)\(guidance), \(steps)", "\(source)\(method.title)\(guidance)",
      "\(method.title)\(guidance)", request.source == .learned ? method.brief : request.source.rawValue,
    ]
  }

  /// What the rows of the film are given, in a few words; nil where nothing is.
  func givenText(of lab: DiffusionLab) -> String? {
    guard let known = lab.film?.request.known, lab.view == .reverse else { return nil }
    if lab.imageShape != nil { return "the \(known.values[0] == nil ? "lower" : "upper") half" }
    return lab.givenColumn.map {
      "\(lab.data.columnNames[$0.column]) \(NumberFormat.significant(4).text($0.value))"
    }
  }
}
