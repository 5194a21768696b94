package io.catena.server;

import static java.util.stream.Collectors.toCollection;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/** The rules of docs/protocol.md and the comments of this module name each other by the same numbers. */
public class ProtocolRulesTest {
    private static final String PAGE = "docs/protocol.md";
    private static final Pattern RULE = Pattern.compile("(?m)^\\*\\*([A-Z]\\d{1,2})\\. ");
    private static final Pattern CITATION = Pattern.compile("\\b[A-Z]\\d{1,2}\\b");
    /** Comments of Java, with literals that could look like one matched first, so that they are passed over. */
    private static final Pattern COMMENT =
            Pattern.compile("\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])'|(/\\*.*?\\*/|//[^\\n]*)", Pattern.DOTALL);

    /** A rule with all that is said of it. */
    private static final Pattern WHOLE_RULE =
            Pattern.compile("(?ms)^\\*\\*([A-Z]\\d{1,2})\\. .*?(?=^\\*\\*[A-Z]\\d{1,2}\\. |^## )");

    /** A test by its class, or with a method or the beginning of one: {@code LeaseTest.aLease*}. */
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+)(\\*?))?`");

    private static final Pattern LINK = Pattern.compile("\\b[\\w/]*\\w\\.md\\b");

    private final Path root = root();

    @Test
    public void noNumberIsGivenTwiceAndNumbersOfASectionRise() {
        String before = "";
        Set<String> sections = new TreeSet<>();
        for (String rule : rulesInOrder()) {
            if (section(rule).equals(section(before))) {
                assertTrue(rule + " comes behind " + before, number(rule) > number(before));
            } else {
                assertTrue("section " + section(rule) + " is there twice", sections.add(section(rule)));
            }
            before = rule;
        }
    }

    @Test
    public void thePageNamesOnlyItsOwnRules() {
        assertEquals(Set.of(), without(matches(CITATION, read(root.resolve(PAGE))), rules()));
    }

    @Test
    public void eachRuleHasAReason() {
        Set<String> withReason = new TreeSet<>();
        WHOLE_RULE
                .matcher(read(root.resolve(PAGE)))
                .results()
                .filter(rule -> rule.group().contains("*Why:*"))
                .forEach(rule -> withReason.add(rule.group(1)));
        assertEquals(Set.of(), without(rules(), withReason));
    }

    @Test
    public void theCodeNamesOnlyRulesOfThePage() {
        for (Path file : javaFiles("server/src")) {
            assertEquals(file.toString(), Set.of(), without(matches(CITATION, comments(file)), rules()));
        }
    }

    /** What a package says of itself as a whole does not count: a rule is named where it is implemented. */
    @Test
    public void eachRuleOfThePageIsNamedWhereItIsImplemented() {
        Set<String> named = new TreeSet<>();
        javaFiles("server/src/main").stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .forEach(file -> named.addAll(matches(CITATION, comments(file))));
        assertEquals(Set.of(), without(rules(), named));
    }

    @Test
    public void noCommentAndNoMessageNamesAPageThatIsNotThere() {
        for (Path file : javaFiles("server/src")) {
            for (String page : matches(LINK, read(file))) {
                boolean isThere = Files.exists(root.resolve(page));
                assertTrue(file + " names " + page, isThere);
            }
        }
    }

    @Test
    public void eachTestThatThePageNamesIsThere() {
        for (MatchResult named :
                TEST.matcher(read(root.resolve(PAGE))).results().toList()) {
            String found = testClass(named.group(1));
            String method = named.group(2);
            boolean isBeginning = !"".equals(named.group(3));
            boolean isThere = method == null || found.contains("void " + method + (isBeginning ? "" : "("));
            assertTrue(PAGE + " names " + named.group(), isThere);
        }
    }

    private String testClass(String name) {
        return Stream.of("server", "simulation", "system-test")
                .flatMap(module -> javaFiles(module + "/src/test").stream())
                .filter(file -> file.endsWith(name + ".java"))
                .map(ProtocolRulesTest::read)
                .findFirst()
                .orElseThrow(() -> new AssertionError(PAGE + " names " + name + ", which is not there"));
    }

    private Set<String> rules() {
        return new TreeSet<>(rulesInOrder());
    }

    private List<String> rulesInOrder() {
        List<String> rules = RULE.matcher(read(root.resolve(PAGE)))
                .results()
                .map(rule -> rule.group(1))
                .toList();
        assertTrue(PAGE + " has no rules", !rules.isEmpty());
        return rules;
    }

    private static String section(String rule) {
        return rule.isEmpty() ? "" : rule.substring(0, 1);
    }

    private static int number(String rule) {
        return Integer.parseInt(rule.substring(1));
    }

    private static Set<String> without(Set<String> all, Set<String> known) {
        Set<String> left = new TreeSet<>(all);
        left.removeAll(known);
        return left;
    }

    private static String comments(Path file) {
        StringBuilder comments = new StringBuilder();
        COMMENT.matcher(read(file))
                .results()
                .filter(found -> found.group(1) != null)
                .forEach(found -> comments.append(found.group(1)).append('\n'));
        return comments.toString();
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(toCollection(TreeSet::new));
    }

    private List<Path> javaFiles(String folder) {
        try (Stream<Path> all = Files.walk(root.resolve(folder))) {
            return all.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The project's folder, in which or below which the test runs. */
    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(PAGE))) {
            folder = folder.getParent();
            assertTrue("no folder above this one has " + PAGE, folder != null);
        }
        return folder;
    }
}
