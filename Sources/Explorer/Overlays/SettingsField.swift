import LatentModels
import NumericCore

/// A line of the settings form.
enum SettingsField: Int, CaseIterable, FormField {
  case model, components, family, noise, start, ridge, latentDimensions
  case expectation, draws, batch, maximization, relaxation, tolerance, starts, plane, pace

  /// The lines that a form about `subject` has.
  static func fields(of subject: SettingsForm.Subject) -> [SettingsField] {
    allCases.filter { $0.applies(to: subject) }
  }

  private func applies(to subject: SettingsForm.Subject) -> Bool {
    switch self {
    case .model:
      // A model that the data do not allow can be left too.
      return subject.choices.contains { $0.summary != subject.plan.summary }
    case .components, .family, .noise, .start, .ridge:
      if case .mixture = subject.plan { return true }
    case .latentDimensions: return subject.plan.factorSettings != nil
    case .draws: return subject.plan.method.expectation.draws != nil
    case .batch: return subject.plan.method.expectation.rows != nil
    case .relaxation:
      if case .relaxed = subject.plan.method.maximization { return true }
    case .plane: return subject.planes > 1
    case .starts: return Aside.starts.suits(subject.plan)
    case .expectation, .maximization, .tolerance, .pace: return true
    }
    return false
  }

  var title: String {
    switch self {
    case .model: "model"
    case .components: "components K"
    case .family: "covariance family"
    case .noise: "uniform noise"
    case .start: "start"
    case .ridge: "ridge"
    case .latentDimensions: "latent dimensions"
    case .expectation: "E-step"
    case .draws: "draws"
    case .batch: "rows a batch"
    case .maximization: "M-step"
    case .relaxation: "step factor"
    case .tolerance: "tolerance"
    case .starts: "starts to try"
    case .plane: "axes"
    case .pace: "speed"
    }
  }

  var help: String {
    switch self {
    case .model: "another model starts anew; back to go back"
    case .components: "more splits the widest, fewer merges two"
    case .family: "full, tied, diag or spherical"
    case .noise: "one more component, even over the data"
    case .start: "starts again from there, history kept"
    case .ridge: "added to each variance; 0: maximum likelihood"
    case .latentDimensions: "columns of the loadings"
    case .expectation: "EM is exact; its cousins draw, or choose"
    case .draws: "of each latent, in each E-step"
    case .batch: "random rows in each E-step"
    case .maximization: "full is EM; SQUAREM extrapolates"
    case .relaxation: "below 1 damped, above 1 over-relaxed"
    case .tolerance: "converged below this change of l per row"
    case .starts: "how many are tried: of a fit, or of each cell"
    case .plane: "columns of the plot, or other directions"
    case .pace: "how fast a run plays"
    }
  }

  /// Whether its value is a number that can be typed.
  var isNumber: Bool {
    switch self {
    case .components, .ridge, .latentDimensions, .draws, .batch, .relaxation, .tolerance, .starts: true
    case .model, .family, .noise, .start, .expectation, .maximization, .plane, .pace: false
    }
  }

  /// The value as text; that of the axes and of the speed only the lab knows.
  func text(_ subject: SettingsForm.Subject) -> String {
    let plan = subject.plan
    switch self {
    case .model: return plan.summary.title
    case .components: return plan.mixtureSettings.map { String($0.components) } ?? ""
    case .family: return plan.mixtureSettings?.family.rawValue ?? ""
    case .noise: return plan.mixtureSettings?.hasNoise == true ? "on" : "off"
    case .start: return plan.mixtureSettings?.start.name ?? ""
    case .ridge: return plan.mixtureSettings.map { shortNumber($0.ridge) } ?? ""
    case .latentDimensions: return plan.factorSettings.map { String($0.latentDimensions) } ?? ""
    case .expectation: return plan.method.expectation.title
    case .draws: return plan.method.expectation.draws.map { String($0) } ?? ""
    case .batch: return plan.method.expectation.rows.map { String($0) } ?? ""
    case .maximization:
      switch plan.method.maximization {
      case .full: return "full"
      case .relaxed: return "relaxed"
      case .squarem: return "SQUAREM"
      }
    case .relaxation:
      if case .relaxed(let factor) = plan.method.maximization { return shortNumber(factor) }
      return ""
    case .tolerance: return shortNumber(plan.tolerance)
    case .starts: return String(subject.starts)
    case .plane, .pace: return ""
    }
  }
}

extension EMPlan {
  /// The settings of a mixture, where it is one.
  var mixtureSettings: MixtureSettings? { if case .mixture(let settings) = self { settings } else { nil } }

  /// The settings of PPCA or factor analysis, where it is one of them.
  var factorSettings: FactorSettings? {
    switch self {
    case .ppca(let settings), .factor(let settings): settings
    default: nil
    }
  }
}

extension ExpectationKind {
  /// Draws of each latent, where there are some to choose.
  var draws: Int? {
    switch self {
    case .monteCarlo(let draws), .averaged(let draws): draws
    case .exact, .hard, .stochastic, .minibatch: nil
    }
  }

  /// Rows of a batch, where there is one.
  var rows: Int? { if case .minibatch(let rows) = self { rows } else { nil } }

  /// What a person calls it.
  var title: String {
    switch self {
    case .exact: "exact"
    case .hard: "hard"
    case .monteCarlo: "Monte Carlo"
    case .stochastic: "stochastic"
    case .averaged: "SAEM"
    case .minibatch: "minibatch"
    }
  }
}
