#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QUndoStack>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/contrast.h"
#include "core/geometry.h"
#include "core/metrics/refinement_fit.h"
#include "core/neurons.h"
#include "core/proofreading/edits.h"
#include "core/stack.h"
#include "core/volume.h"
#include "ui/contour_cache.h"
#include "ui/earlier_project.h"
#include "ui/edit_log.h"
#include "ui/neuron_visibility.h"
#include "ui/picked_neurons.h"
#include "ui/project_writer.h"
#include "ui/segmentation_run.h"
#include "ui/shared_assertions.h"
#include "ui/worker.h"

namespace axolemma {

class LoggedStep;
class ProjectTransfer;
class SetProposal;

/// What a slice shows of a neuron: its largest component there.
struct NeuronInSlice {
    /// 0 where the neuron does not run through the slice.
    std::uint32_t pixels = 0;
    /// Inside of it, near the centroid.
    Point place;
};

/// A running job, for a progress bar.
struct JobProgress {
    QString title;
    double fraction = 0;
    QString step;
    /// Empty until there is something to judge by.
    std::optional<double> secondsLeft;
};

/// The open stack, what the network said of it, and what the user is looking at: the one place that
/// holds truth; views read it and listen. Jobs run in threads of their own, on immutable inputs.
/// Belongs to the GUI thread; needs no display.
class Document : public QObject {
    Q_OBJECT
  public:
    explicit Document(QObject* parent = nullptr);
    explicit Document(SegmenterFactory factory, QObject* parent = nullptr);
    ~Document() override;

    // --- The stack ---

    /// Reads a stack in the background and shows it; several paths are the slices of one series.
    /// When it cannot be read, `failed` says why and everything stays as it was.
    void open(std::vector<std::filesystem::path> paths);
    /// Makes and shows the built-in sample stack, in the background.
    void openSample();
    /// Shows a stack made in memory at once.
    void setStack(Stack stack);

    bool hasStack() const { return stack_ != nullptr; }
    /// Null before a stack was opened. Safe to keep and to read in any thread.
    std::shared_ptr<const Stack> stack() const { return stack_; }
    int width() const { return stack_ ? stack_->width() : 0; }
    int height() const { return stack_ ? stack_->height() : 0; }
    int depth() const { return stack_ ? stack_->depth() : 0; }
    bool contains(Place place) const;
    /// nm, order x, y, z.
    Spacing spacing() const { return stack_ ? stack_->spacing() : Spacing{}; }
    bool spacingKnown() const { return !stack_ || stack_->spacingKnown(); }
    void setSpacing(Spacing spacing);

    // --- The segmentation ---

    /// Segments the whole stack in the background, the current slice first. One undo step, made
    /// when the first slice arrives.
    void segment(const SegmentationSettings& settings);
    /// Makes a label volume of any tool, of the stack's size, the proposal, in the background:
    /// equal labels are one neuron with that number. One undo step.
    void importLabels(const std::filesystem::path& path);
    /// Makes the partition again from the maps by another rule (w_f, threshold, ...), the current
    /// slice first; the newest rule wins and the network does not run. Calls with the same
    /// `gesture` in a row are one undo step. Does nothing while a network runs, or before one did.
    void refine(const PartitionRule& rule, int gesture);
    /// Finds the rule with the smallest Rand error on the slices where `truth` (labels of the
    /// stack's size) has cells, in the background, and refines with it; `refinementFitted`
    /// follows.
    void fitRefinement(const RefinementSearch& search,
                       std::shared_ptr<const Volume<std::uint32_t>> truth, int gesture);
    /// The rule of the newest `refine` or, if there was none since, of the segmentation.
    const PartitionRule& rule() const { return rule_; }
    /// Computes one of the network's maps for the current slice; `outputMapChanged` follows.
    void computeOutput(Output output, const SegmentationSettings& settings);
    /// Finds out how long `segment` would take, unless the network runs; `costEstimated` follows.
    void estimateCost(const SegmentationSettings& settings);
    /// Stops whatever runs; slices that were finished stay.
    void cancelJobs();
    /// Ends what runs before the document is closed: what a network said until now is kept, a
    /// refinement that is not finished is taken back.
    void endJobs();
    bool segmenting() const { return segmenting_; }
    bool busy() const {
        return reader_.busy() || network_.busy() || refiner_.busy() || copier_.busy();
    }

    /// Never null; empty before the first run.
    std::shared_ptr<const Segmentation> segmentation() const { return state_.segmentation; }
    /// Components and neurons, derived from the segmentation and from what was said; follows an
    /// edit some milliseconds later. Never null. Safe to keep and to read in any thread.
    std::shared_ptr<const Derived> derived() const { return state_.derived; }
    const NeuronTable& neurons() const { return state_.derived->neurons; }
    /// The contours of the segmentation's maps. Safe to keep and to use in any thread.
    std::shared_ptr<ContourCache> contours() const { return contours_; }
    /// Safe to keep and to read in any thread.
    std::shared_ptr<const NeuronTable> sharedNeurons() const {
        return {state_.derived, &state_.derived->neurons};
    }
    /// Null where slice z is not segmented.
    std::shared_ptr<const SliceComponents> components(int z) const {
        return state_.derived->components(z);
    }
    std::shared_ptr<const ProbabilityMap> probability(int z) const;
    /// What `output` says of slice z: of the fused output the map that the segmentation is made of,
    /// where there is one, else the map that `computeOutput` made last; null if there is neither.
    std::shared_ptr<const ProbabilityMap> outputMap(Output output, int z) const;
    /// Forgets what `computeOutput` made: another model would say something else.
    void dropOutputMaps();
    /// 0 for boundary, outside, or not segmented.
    std::uint64_t neuronAt(Place place) const;
    NeuronInSlice profileOf(std::uint64_t id, int z) const;

    // --- Edits ---

    /// Says what the edit says, as one undo step; false, and `refused` follows, where it may not
    /// be, or where there is nothing to say.
    bool apply(const Edit& edit);
    /// Tells why something may not be done at a place.
    void refuse(const QString& sentence, Place place) { Q_EMIT refused(sentence, place); }
    /// All that was said until now.
    const Assertions& assertions() const { return log_.history().assertions(); }
    const History& history() const { return log_.history(); }
    /// `derived()` after everything that was said, waited for where it is not ready yet: what an
    /// edit has to be made from.
    const Derived& settled();

    // --- The project ---

    /// Where projects are kept that have no name yet: the first step of a stack opens one there.
    /// Without a folder steps are kept in memory alone.
    void keepProjectsIn(std::filesystem::path folder) { projects_ = std::move(folder); }
    /// Opens a project, its stack and its proposal in the background. When that fails `failed` says
    /// why and everything stays as it was; where its stack is not where it was, `stackNotFound`
    /// does. `stack` is the file or folder where somebody says that it is.
    void openProject(const std::filesystem::path& folder, const std::filesystem::path& stack = {});
    /// Null before the first step, or where none can be kept.
    const Project* project() const { return log_.project().get(); }
    /// A small text that goes along with the project, such as the name of its model; empty where
    /// there is none. Setting one without a project does nothing.
    std::string projectSetting(const std::string& name) const;
    void setProjectSetting(const std::string& name, const std::string& value);
    /// Whether the project lies where the program put it, and not where the user did.
    bool projectIsUnnamed() const;
    /// Whether there are steps that no project holds, although it should.
    bool workIsInMemoryAlone() const {
        return !projects_.empty() && !project() && !history().steps().empty();
    }
    /// Whether everything that was said and segmented is on the disk, as far as it should be: waits
    /// for what is being written, and tries again what could not be.
    bool everythingIsWritten();
    /// The newest project without a name about the stack that is open.
    std::optional<EarlierProject> earlierProject() const;
    /// Makes the steps after a damage of the journal once more (`Project::recoverRest`).
    void recoverProject();
    /// Makes the next opening fast, in the background; all steps are on the disk anyway.
    void saveProject();
    /// Moves a project that has no name yet to `folder`, or copies one that has, in the background,
    /// and goes on there, with what was said meanwhile; steps that were in memory alone become one
    /// there. `projectSaved` follows; when it is cancelled, or fails and `failed` says why, nothing
    /// is left there and the old one is gone on with.
    void saveProjectAs(const std::filesystem::path& folder);

    // --- What the user looks at ---

    int slice() const { return slice_; }
    /// Clamped to the stack.
    void setSlice(int z);
    ContrastWindow contrast() const { return contrast_; }
    void setContrast(ContrastWindow window);
    /// The window that `robustWindow` found when the stack was opened.
    ContrastWindow automaticContrast() const { return automaticContrast_; }

    /// The neurons that are picked.
    const PickedNeurons& picked() const { return picked_; }
    /// The one that was picked last, which is what most commands are about; 0 = none.
    std::uint64_t selectedNeuron() const { return picked_.last(); }
    /// Which neurons are shown; all of another stack.
    NeuronVisibility& visibility() { return visibility_; }
    const NeuronVisibility& visibility() const { return visibility_; }
    /// Where it was picked; stays when ids change under it.
    std::optional<Place> selectedPlace() const { return picked_.lastPlace(); }
    /// Picks the neuron at a place and no other; boundary picks nothing. The place stays picked
    /// when ids change under it.
    void pick(Place place) { pickAll({place}); }
    /// Picks the neurons at these places and no others.
    void pickAll(const std::vector<Place>& places);
    /// Picks the neuron at a place too or, where it is picked, no longer.
    void togglePick(Place place);
    /// Picks a neuron of the table alone; 0 or an unknown id picks nothing.
    void select(std::uint64_t id);

    QUndoStack& undoStack() { return undoStack_; }
    const QUndoStack& undoStack() const { return undoStack_; }

  Q_SIGNALS:
    /// Another stack: everything else changed too.
    void stackChanged();
    void spacingChanged();
    /// The partition of slice z, or the neurons its components belong to; -1 means every slice.
    void componentsChanged(int z);
    /// The neuron table.
    void neuronsChanged();
    /// `rule()`.
    void ruleChanged();
    /// Of segmenting the whole stack with the settings that were asked about.
    void costEstimated(double seconds);
    void refinementFitted(const axolemma::RefinementFit& fit);
    void outputMapChanged(int z);
    /// `picked()`; `id` is that of the last of them.
    void selectionChanged(std::uint64_t id);
    void sliceChanged(int z);
    void contrastChanged();
    /// Views should bring this place into their middle.
    void centreRequested(axolemma::Place place);
    /// A step was undone or done again here: views should have this place in sight.
    void stepShown(axolemma::Place place);
    /// `apply` made a step.
    void edited();
    /// Why an edit may not be: a sentence, and where it was tried.
    void refused(const QString& sentence, axolemma::Place place);

    void jobStarted(const QString& title);
    void jobProgress(const axolemma::JobProgress& progress);
    /// `summary` is a short sentence, empty where there is nothing to say.
    void jobEnded(const QString& summary);
    /// `project()`, or where it is.
    void projectChanged();
    /// The project cannot be written at the moment, for this reason; empty: it can again.
    void projectProblem(const QString& sentence);
    /// `saveProject` or `saveProjectAs` has done its work: a short sentence.
    void projectSaved(const QString& summary);
    /// A sentence for a dialog.
    void failed(const QString& sentence);
    /// The stack of the project in `folder` has to be looked for; why.
    void stackNotFound(const std::filesystem::path& folder, const QString& sentence);
    /// A sentence about how a stack was read or segmented.
    void noted(const QString& sentence);

  public Q_SLOTS:
    /// Asks views to centre the neuron: in the current slice where it runs through that, else in
    /// the slice of its own place, which is shown then.
    void centreOn(std::uint64_t id);

  private:
    friend class LoggedStep;
    friend class SetProposal;
    struct Opened;

    template <typename Make>
    void load(const QString& title, Make make);
    void adopt(Opened opened);
    /// The job that was just started is shown from now on.
    void beginJob(const QString& title);
    void setState(SegmentationState state, int z = -1);
    void takeSlice(int z, SegmentationState state);
    void endSegmentation(const Outcome<bool>& outcome);
    void extendStep(SegmentationState state, int z, const QString& text);
    void endRefinement(Outcome<SegmentationState> outcome);
    QString refinementText() const;
    void reportRefining(const Progress& progress);
    void setRule(const PartitionRule& rule);
    /// Drops an unfinished refinement or a fit; returns whether it was a refinement, so that what
    /// is shown of it is half of the slices.
    bool stopRefining();
    /// The same, and goes back to what was before its gesture.
    void abandonRefinement();
    void takeBackRefinement();
    void report(const QString& title, const Progress& progress);
    ProgressFunction reporter(const Worker::Context& context, const QString& title);
    void reselect();
    /// Says it in the history, and lets everybody know; false, and `failed` says why, where that is
    /// not possible.
    bool commit(Gesture gesture);
    /// False, and `failed` says why, where the step cannot be read back.
    bool step(Gesture (EditLog::*direction)(), bool restored = false);
    void agreeWithLog();
    /// False, and everybody hears why, where nothing can be written.
    bool mayEdit(Place place = {});
    bool commitProposal(const QString& name);
    /// Stores the proposal under the name that its step has, in the background, and keeps new ids.
    void keepProposal();
    void keepMinted();
    void beginProject();
    void saveFromMemory(const std::filesystem::path& folder);
    /// The project lies elsewhere now.
    void tellSavedAs();
    void endSaving(ProjectTransfer& transfer, Outcome<std::monostate> outcome);
    /// Keeps in memory only what the newest steps need to be undone: older ones are read again.
    void keepStatesOf(SetProposal& step);
    /// Gives up `saveProjectAs`.
    void dropSaving();
    /// Lets go of the project; removes one that the program made and that holds no step.
    void closeProject();
    /// Reads a proposal that a step of an earlier sitting brings back; where that fails, steps in
    /// the direction `back` make the log agree with what is shown again.
    void showStoredProposal(const std::string& name, Gesture (EditLog::*back)());
    void returnToShown(Gesture (EditLog::*back)());
    /// What is shown is the proposal that the history names now.
    void noteShown() { shownProposal_ = history().proposal(); }
    void stopLoading();
    /// Ends whatever runs on the present segmentation, without a word.
    void dropRuns();
    void restoreSteps();
    struct OpenedProject;
    void adoptProject(OpenedProject opened);
    Project::Options projectOptions();
    void saidChanged();
    /// Has what is derived follow what was said.
    void followSaid();
    /// Derives again, in the background.
    void deriveSoon();
    void takeDerived(std::shared_ptr<const Derived> derived);
    SaidFunction saidNow() const;

    std::shared_ptr<Stack> stack_;
    SegmentationState state_;
    struct OutputMap {
        Output output;
        int z;
        std::shared_ptr<const ProbabilityMap> map;
    };
    std::vector<OutputMap> outputMaps_;

    int slice_ = 0;
    ContrastWindow contrast_;
    ContrastWindow automaticContrast_;
    PickedNeurons picked_;

    EditLog log_;
    std::filesystem::path projects_;
    /// Ids are never given twice, whatever was undone.
    std::vector<MintedId> minted_;
    bool restoring_ = false;
    /// A proposal is on its way that the log knows already, or labels are.
    bool loading_ = false;
    /// The name of the proposal that is shown, empty for none.
    std::string shownProposal_;
    /// What was closed and may still store something.
    std::weak_ptr<Project> closing_;
    /// `assertions()`, for jobs.
    std::shared_ptr<SharedAssertions> shared_;
    QUndoStack undoStack_;
    NeuronVisibility visibility_;
    /// The undo step of the running segmentation, or of the last gesture of refining, once it has a
    /// slice.
    SetProposal* running_ = nullptr;
    /// The steps whose states are in memory, oldest first.
    std::deque<SetProposal*> remembered_;
    bool segmenting_ = false;
    int slicesDone_ = 0;
    QElapsedTimer jobClock_;

    PartitionRule rule_ = PartitionRule::recommended();
    std::shared_ptr<ContourCache> contours_ = std::make_shared<ContourCache>();
    /// What the current gesture of refining started from.
    SegmentationState refineBase_;
    int gesture_ = 0;
    /// A refinement is not finished.
    bool refining_ = false;
    /// It, or a fit, takes long enough to be shown as a job.
    bool refiningShown_ = false;
    /// What the network is busy with may give way to anything: an estimate, or nothing any more.
    bool networkYields_ = false;

    std::shared_ptr<SegmenterCache> segmenters_;
    ProjectWriter writer_;
    // Last, so that they are destroyed, and their jobs waited for, before anything a job's end
    // touches.
    Worker reader_;
    Worker network_;
    Worker refiner_;
    Worker deriver_;
    Worker copier_;
};

}  // namespace axolemma
