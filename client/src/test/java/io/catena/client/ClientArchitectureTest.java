package io.catena.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchUnitRunner;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.runner.RunWith;

/** What the package may know. The build refuses any further dependency of the module, see client/pom.xml. */
@RunWith(ArchUnitRunner.class)
@AnalyzeClasses(packages = "io.catena.client", importOptions = ImportOption.DoNotIncludeTests.class)
public class ClientArchitectureTest {
    @ArchTest
    static final ArchRule theLibraryKnowsTheJdkTheWireAndTlsFilesOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.net.ssl..",
                    "io.catena.client",
                    "io.catena.thrift",
                    "io.catena.tls",
                    "org.apache.thrift..");
}
