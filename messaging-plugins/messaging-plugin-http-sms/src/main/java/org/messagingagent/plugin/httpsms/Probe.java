package org.messagingagent.plugin.httpsms;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A template with a mark of its own at each place of a value, to find out where values come to
 * stand: once for each choice of sections that are there.
 *
 * @param text the template with marks
 * @param marks those in the text, in their order
 */
record Probe(String text, List<Mark> marks) {

  private static final int MOST_SECTIONS = 6;

  /**
   * A mark.
   *
   * @param text letters and digits, beginning with a letter that is no hexadecimal digit; or a
   *     number
   */
  record Mark(Placeholder placeholder, String text) {}

  /**
   * @param numbers whether values that are numbers are marked by numbers
   */
  static List<Probe> of(Template template, boolean numbers) {
    List<Placeholder> sections = List.copyOf(template.sections());
    if (sections.size() > MOST_SECTIONS) {
      throw new SettingFault("has more than %d sections".formatted(MOST_SECTIONS));
    }
    List<Probe> probes = new ArrayList<>();
    for (int choice = (1 << sections.size()) - 1; choice >= 0; choice--) {
      Map<Placeholder, String> values = new EnumMap<>(Placeholder.class);
      for (int i = 0; i < sections.size(); i++) {
        values.put(sections.get(i), (choice >> i & 1) == 1 ? "there" : "");
      }
      probes.add(marked(template, values, numbers));
    }
    return probes;
  }

  private static Probe marked(Template template, Map<Placeholder, String> values, boolean numbers) {
    List<Mark> marks = new ArrayList<>();
    try {
      String text =
          template.render(
              values,
              (placeholder, value) -> {
                String mark =
                    numbers && placeholder.isNumber()
                        ? Integer.toString(424_242_000 + marks.size())
                        : "ZqPlace%dqZ".formatted(marks.size());
                marks.add(new Mark(placeholder, mark));
                return mark;
              });
      return new Probe(text, List.copyOf(marks));
    } catch (UnsendableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Refuses the template where a mark is not in one of these texts. */
  void checkWithin(List<String> texts, String wanted) {
    for (Mark mark : marks) {
      if (texts.stream().noneMatch(text -> text.contains(mark.text()))) {
        throw new SettingFault(
            "has {{%s}} where it could change the request; %s"
                .formatted(mark.placeholder(), wanted));
      }
    }
  }
}
