package io.catena.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchUnitRunner;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.text.BreakIterator;
import java.text.Collator;
import java.text.DateFormat;
import java.text.DateFormatSymbols;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Calendar;
import java.util.Formatter;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import org.junit.runner.RunWith;

/**
 * The default locale decides how numbers look, and some locales have digits of their own. Names of files, messages and
 * figures must not depend on it, so no module and no test may use it. All other modules are on the class path of this
 * one.
 */
@RunWith(ArchUnitRunner.class)
@AnalyzeClasses(packages = "io.catena")
public class LocaleTest {
    private static final Set<String> FORMATTING = Set.of("format", "printf");

    /**
     * Methods that use the default locale unless they are given one; for a class without methods here, all that create
     * an object.
     */
    private static final Map<Class<?>, Set<String>> ASKING = Map.ofEntries(
            Map.entry(String.class, Set.of("format", "formatted", "toLowerCase", "toUpperCase")),
            Map.entry(PrintStream.class, FORMATTING),
            Map.entry(PrintWriter.class, FORMATTING),
            Map.entry(java.io.Console.class, Set.of("format", "printf")),
            Map.entry(Locale.class, Set.of("getDefault")),
            Map.entry(
                    DateTimeFormatter.class,
                    Set.of("ofPattern", "ofLocalizedDate", "ofLocalizedTime", "ofLocalizedDateTime")),
            Map.entry(DateTimeFormatterBuilder.class, Set.of("toFormatter")),
            Map.entry(Formatter.class, Set.of()),
            Map.entry(Scanner.class, Set.of()),
            Map.entry(NumberFormat.class, Set.of()),
            Map.entry(DecimalFormat.class, Set.of()),
            Map.entry(DecimalFormatSymbols.class, Set.of()),
            Map.entry(MessageFormat.class, Set.of("format")),
            Map.entry(DateFormat.class, Set.of()),
            Map.entry(DateFormatSymbols.class, Set.of()),
            Map.entry(SimpleDateFormat.class, Set.of()),
            Map.entry(Calendar.class, Set.of()),
            Map.entry(Collator.class, Set.of()),
            Map.entry(BreakIterator.class, Set.of()));

    private static final DescribedPredicate<JavaAccess<?>> ASKS_THE_DEFAULT_LOCALE =
            DescribedPredicate.describe("asks the default locale", LocaleTest::asks);

    @ArchTest
    static final ArchRule nobodyAsksTheDefaultLocale = noClasses().should().accessTargetWhere(ASKS_THE_DEFAULT_LOCALE);

    private static boolean asks(JavaAccess<?> access) {
        if (!(access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target)
                || target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Locale.class))) {
            return false;
        }
        return ASKING.entrySet().stream()
                .filter(entry -> target.getOwner().isEquivalentTo(entry.getKey()))
                .anyMatch(entry -> entry.getValue().isEmpty()
                        ? target.getName().equals("<init>") || target.getName().startsWith("get")
                        : entry.getValue().contains(target.getName()));
    }
}
