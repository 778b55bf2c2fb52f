import LatentModels
import NumericCore

/// The settings of the EM lab as a form.
///
/// Which lines it has depends on the model and the method: nothing is shown that changes nothing.
struct SettingsForm: LabForm {
  /// What a key led to.
  enum Outcome: FormOutcome {
    case stay
    case close
    case change(EMChange)
    /// Another model, by its place among those that the data allow.
    case model(EMPlan)
    case setStarts(Int)
    case movePlane(Int)
    case movePace(Int)
  }

  /// What the form is about.
  struct Subject: Sendable {
    /// The model and its settings as they are.
    let plan: EMPlan
    /// The models that the data allow.
    let choices: [EMPlan]
    /// Columns of the data.
    let dimensions: Int
    /// How many starts the study of starts makes.
    let starts: Int
    /// How many planes the plot can show.
    let planes: Int
  }

  /// The line that keys act on.
  var field = SettingsField.components
  /// A number being typed.
  var entry: TextField?
  /// What is wrong with it.
  var complaint: String?
}
