package io.catena.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchUnitRunner;
import com.tngtech.archunit.lang.ArchRule;
import io.catena.client.Printable;
import org.junit.runner.RunWith;

/** Which packages of the command line may know which: docs/architecture.md. */
@RunWith(ArchUnitRunner.class)
@AnalyzeClasses(packages = "io.catena.cli", importOptions = ImportOption.DoNotIncludeTests.class)
public class CliArchitectureTest {
    private static final String COMMANDS = "io.catena.cli";
    private static final String BULK = "io.catena.cli.bulk";
    private static final String TEXT = "io.catena.cli.text";

    /** It shares with the client how text from outside is printed. */
    @ArchTest
    static final ArchRule textKnowsNoCommandAndNoServer = noClasses()
            .that()
            .resideInAPackage(TEXT)
            .should()
            .dependOnClassesThat(resideInAnyPackage(COMMANDS, BULK, "io.catena.client..", "io.catena.thrift..")
                    .and(not(equivalentTo(Printable.class))));

    @ArchTest
    static final ArchRule bulkKnowsNoCommand = noClasses()
            .that()
            .resideInAPackage(BULK)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(COMMANDS);
}
