import DataFiles
import Explorer
import LatentModels
import NumericCore

/// An effect in a few words, for a test to compare: questions and tables are told by what identifies them.
func description(_ effect: Effect) -> String {
  switch effect {
  case .quit: "quit"
  case .suspend: "suspend"
  case .redraw: "redraw"
  case .useMouse(let isUsed): "mouse \(isUsed ? "on" : "off")"
  case .copy(let text): "copy \(text.split(separator: "\n").count) lines"
  case .start(let id, .fit(.mixture(let settings), let data)):
    "start \(id.number): \(data.name) K \(settings.components) seed \(settings.seed)"
  case .start(let id, .fit(let plan, let data)):
    "start \(id.number): \(data.name) \(plan.summary.name) seed \(plan.seed)"
  case .start(let id, .variational(let plan, let data)):
    "start \(id.number): \(data.name) \(plan.summary.name) seed \(plan.seed)"
  case .performVariational(let id, let command): "tell \(id.number) \(description(command))"
  case .askVariational(let id, _, let request): "ask \(id.number) unit \(request.unit)"
  case .start(let id, .autoencoder(let settings, let data)):
    "start \(id.number): \(data.name) vae \(settings.latents) latents seed \(settings.seed)"
  case .performAutoencoder(let id, let command): "tell \(id.number) \(description(command))"
  case .askAutoencoder(let id, _, let request): "ask \(id.number) row \(request.row)"
  case .start(let id, .diffusion(let settings, let data)):
    "start \(id.number): \(data.name) diffusion seed \(settings.seed)"
  case .performDiffusion(let id, let command): "tell \(id.number) \(description(command))"
  case .askDiffusion(let id, _, let request):
    "ask \(id.number)" + (request.scene.map { " plane at t \($0.level)" } ?? "")
  case .studyDiffusion(let id, let request, let run, let mixture):
    "study \(id.number) of \(run.number): \(description(request))\(mixture == nil ? "" : " with EM's mixture")"
  case .start(let id, .pretrained(_, let data)): "start \(id.number): trained before on \(data.name)"
  case .studyVariational(let id, let request, let run): "study \(id.number) of \(run.number): \(request)"
  case .studyGaps(let id, let rows, let run): "study \(id.number) of \(run.number): gaps of \(rows) rows"
  case .start(let id, .restored(_, let data)): "start \(id.number): saved run of \(data.name)"
  case .fork(let source, let target): "fork \(source.number) to \(target.number)"
  case .discard(let id): "discard \(id.number)"
  case .perform(let id, let command): "tell \(id.number) \(description(command))"
  case .ask(let id, _, let request):
    "ask \(id.number)" + (request.selectedRow.map { " row \($0)" } ?? "")
  case .study(let id, let request, let run): "study \(id.number) of \(run.number): \(request)"
  case .climb(let id, let request):
    "climb \(id.number): \(request.data.name) seed \(request.settings.seed), "
      + (request.archive == nil ? "\(request.seeds) seeds" : "as it was saved")
  case .holdStudy(let id, let isHeld): "\(isHeld ? "hold" : "let go") study \(id.number)"
  case .start(let id, .fitted): "start \(id.number): a rung"
  case .askStudy(let id): "ask study \(id.number)"
  case .cancelStudy(let id): "cancel study \(id.number)"
  case .save(let id, let saving, let replacing):
    "save \(id.number) to \(description(saving))" + (replacing ? ", replacing" : "")
  case .saveLadder(let id, let findings, _, let saving, let replacing):
    "save ladder \(id.number) of \(findings.doneCount) rungs to \(description(saving))"
      + (replacing ? ", replacing" : "")
  case .export(let export, let replacing):
    "export \(export.path)" + (replacing ? ", replacing" : "")
  case .load(let request): "load \(description(request))"
  case .preview(let location): "preview \(location)"
  case .complete(let prefix): "complete \"\(prefix)\""
  }
}

private func description(_ saving: Saving) -> String {
  saving.path + (saving.table.map { " with \($0.rows)x\($0.dimensions)" } ?? "")
}

private func description(_ command: TrainerCommand<some CustomStringConvertible>) -> String {
  switch command {
  case .seek(let position): "seek \(position)"
  case .change(let change): "change: \(change)"
  default: "\(command)"
  }
}

private func description(_ request: DiffusionStudyRequest) -> String {
  switch request {
  case .film(let film): "film by \(film.source.rawValue)"
  case .route(let route): "route by \(route.solver.rawValue) in \(route.steps)"
  default: "\(request)"
  }
}

private func description(_ request: DataRequest) -> String {
  request.location + (request.columns.map { " columns \($0.joined(separator: ","))" } ?? "")
    + (request.label.map { " label \($0)" } ?? "") + (request.standardize ? " standardised" : "")
}
