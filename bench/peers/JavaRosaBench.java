import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.xform.util.XFormUtils;

/** Times JavaRosa on the family that our own engine is timed on: `java -cp ODK_Validate.jar JavaRosaBench.java FOLDER`. */
public class JavaRosaBench {
    static final String ROSTER = "anggota", AGE = "r407";
    static final int WARM_UP = 25;

    final byte[] xml;
    final Map<String, IAnswerData> answers = new HashMap<>();
    final Map<String, FormIndex> places = new LinkedHashMap<>();
    int members = 0;
    FormEntryController entry;

    JavaRosaBench(Path folder) throws Exception {
        xml = Files.readAllBytes(folder.resolve("form.xml"));
        for (String line : Files.readAllLines(folder.resolve("answers.tsv"), StandardCharsets.UTF_8)) {
            String[] part = line.split("\t");
            members = Math.max(members, Integer.parseInt(part[0]));
            answers.put(part[0] + "/" + part[1], data(part[2], part[3]));
        }
    }

    static IAnswerData data(String kind, String text) {
        switch (kind) {
            case "number": return new IntegerData(Integer.parseInt(text));
            case "select": return new SelectOneData(new Selection(text));
            case "date":
                return new DateData(Date.from(LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant()));
            default: return new StringData(text);
        }
    }

    FormDef load() throws Exception {
        return XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xml));
    }

    FormEntryController create(FormDef form) {
        FormEntryController made = new FormEntryController(new FormEntryModel(form));
        form.initialize(true, new InstanceInitializationFactory());
        return made;
    }

    /** Goes through the form as Collect does, adding members, and answers what is asked. */
    void fill() {
        places.clear();
        FormEntryModel model = entry.getModel();
        model.setQuestionIndex(FormIndex.createBeginningOfFormIndex());
        for (int event = entry.stepToNextEvent(); event != FormEntryController.EVENT_END_OF_FORM; event = entry.stepToNextEvent()) {
            FormIndex index = model.getFormIndex();
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT && row(index) <= members) {
                entry.newRepeat();
            } else if (event == FormEntryController.EVENT_QUESTION) {
                String place = row(index) + "/" + index.getReference().getNameLast();
                IAnswerData answer = answers.get(place);
                if (answer != null) {
                    int outcome = entry.answerQuestion(index, answer, false);
                    if (outcome != FormEntryController.ANSWER_OK) throw new IllegalStateException(place + " refused: " + outcome);
                    places.put(place, index);
                }
            }
        }
    }

    /** The member (from 1) that an index belongs to, 0 for the family. */
    static int row(FormIndex index) {
        TreeReference reference = index.getReference();
        for (int level = 0; level < reference.size(); level++) {
            if (reference.getName(level).equals(ROSTER)) return reference.getMultiplicity(level) + 1;
        }
        return 0;
    }

    List<Double> oneAnswer() {
        List<Double> found = new ArrayList<>();
        for (Map.Entry<String, FormIndex> each : places.entrySet()) {
            entry.saveAnswer(each.getValue(), null, false);
            long start = System.nanoTime();
            entry.answerQuestion(each.getValue(), answers.get(each.getKey()), false);
            found.add((System.nanoTime() - start) / 1e6);
        }
        fill();  // what closed while an answer was away is asked again
        return found;
    }

    List<Double> age() {
        List<Double> found = new ArrayList<>();
        for (int member = 1; member <= members; member++) {
            String place = member + "/" + AGE;
            for (IAnswerData answer : new IAnswerData[] {new IntegerData(3), answers.get(place)}) {
                long start = System.nanoTime();
                entry.answerQuestion(places.get(place), answer, false);
                found.add((System.nanoTime() - start) / 1e6);
            }
        }
        return found;
    }

    List<Double> addMember() {
        FormEntryModel model = entry.getModel();
        model.setQuestionIndex(FormIndex.createBeginningOfFormIndex());
        while (entry.stepToNextEvent() != FormEntryController.EVENT_PROMPT_NEW_REPEAT) { }
        FormIndex last = model.getFormIndex();
        long start = System.nanoTime();
        entry.newRepeat(last);
        double time = (System.nanoTime() - start) / 1e6;
        entry.deleteRepeat(last);
        return List.of(time);
    }

    List<Double> validate() {
        long start = System.nanoTime();
        Object outcome = entry.getModel().getForm().validate(true);
        double time = (System.nanoTime() - start) / 1e6;
        if (outcome != null) throw new IllegalStateException("the family should be right: " + outcome);
        return List.of(time);
    }

    interface Work { List<Double> run() throws Exception; }

    static List<Double> repeated(int times, Work work) throws Exception {
        for (int i = 0; i < WARM_UP; i++) work.run();
        List<Double> found = new ArrayList<>();
        for (int i = 0; i < times; i++) found.addAll(work.run());
        return found;
    }

    static List<Double> once(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return List.of((System.nanoTime() - start) / 1e6);
    }

    public static void main(String[] arguments) throws Exception {
        JavaRosaBench bench = new JavaRosaBench(Path.of(arguments[0]));
        Map<String, List<Double>> found = new LinkedHashMap<>();
        found.put("load_cold", once(() -> { bench.load(); return null; }));
        found.put("load", repeated(30, () -> once(() -> { bench.create(bench.load()); return null; })));
        bench.entry = bench.create(bench.load());
        bench.fill();
        found.put("answer", repeated(3, bench::oneAnswer));
        found.put("age", repeated(50, bench::age));
        found.put("add", repeated(200, bench::addMember));
        found.put("validate", repeated(100, bench::validate));
        System.out.println(found.entrySet().stream()
            .map(each -> "\"" + each.getKey() + "\": " + each.getValue())
            .collect(Collectors.joining(", ", "{", "}")));
    }
}
