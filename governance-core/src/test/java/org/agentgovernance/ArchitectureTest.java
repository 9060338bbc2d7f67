package org.agentgovernance;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The shape of the house: which room may know of which, and what no room may hold. */
@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  static final String ROOT = "org.agentgovernance";

  /** From left to right; a package imports only what stands left of it, never its own column. */
  private static final List<Set<String>> COLUMNS =
      List.of(
          Set.of("json", "file"),
          Set.of("call", "checkpoint"),
          Set.of("decision"),
          Set.of("interceptor"),
          Set.of("condition"),
          Set.of(
              "identity",
              "allowlist",
              "catalog",
              "schema",
              "permission",
              "flow",
              "budget",
              "resilience",
              "recovery",
              "approval",
              "audit",
              "rollout"),
          Set.of("manifest"),
          Set.of(""));

  private static final Map<String, Integer> COLUMN_OF = columnOf();

  @ArchTest
  static void packagesAreFreeOfCycles(JavaClasses classes) {
    SlicesRuleDefinition.slices()
        .assignedFrom(new EachPackage())
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classes);
  }

  @ArchTest
  static void packagesImportOnlyWhatStandsLeftOfThem(JavaClasses classes) {
    classes().should(importOnlyFromTheLeft()).allowEmptyShould(true).check(classes);
  }

  @ArchTest
  static void publicSignaturesHoldNoThirdPartyTypes(JavaClasses classes) {
    classes()
        .that(describe("are public", ArchitectureTest::isVisible))
        .should(showOnlyOwnTypes())
        .allowEmptyShould(true)
        .check(classes);
  }

  @ArchTest
  static void namesSaySomething(JavaClasses classes) {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Impl|Manager)")
        .orShould()
        .resideInAnyPackage("..util..", "..utils..", "..helper..", "..impl..", "..manager..")
        .allowEmptyShould(true)
        .check(classes);
  }

  @ArchTest
  static void nothingHangsOnAThread(JavaClasses classes) {
    noFields()
        .should()
        .haveRawType(assignableTo(ThreadLocal.class))
        .allowEmptyShould(true)
        .check(classes);
  }

  @ArchTest
  static void theClassPathDoesNotChangePolicy(JavaClasses classes) {
    noClasses()
        .should()
        .dependOnClassesThat(equivalentTo(ServiceLoader.class))
        .allowEmptyShould(true)
        .check(classes);
  }

  @ArchTest
  static void nothingSleeps(JavaClasses classes) {
    noClasses()
        .should()
        .callCodeUnitWhere(describe("it sleeps", call -> sleeps(call.getTarget())))
        .allowEmptyShould(true)
        .check(classes);
  }

  private static boolean sleeps(CodeUnitCallTarget target) {
    return target.getName().equals("sleep")
        && (target.getOwner().isAssignableTo(Thread.class)
            || target.getOwner().isEquivalentTo(TimeUnit.class));
  }

  private static ArchCondition<JavaClass> importOnlyFromTheLeft() {
    return new ArchCondition<>("import only what stands left of their package") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        Integer column = COLUMN_OF.get(room(item));
        if (column == null) {
          events.add(
              SimpleConditionEvent.violated(
                  item, item.getFullName() + " stands in a package that has no column yet"));
          return;
        }
        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (isOwn(target)
              && !room(target).equals(room(item))
              && COLUMN_OF.getOrDefault(room(target), Integer.MAX_VALUE) >= column) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> showOnlyOwnTypes() {
    return new ArchCondition<>("show only types of Java, of this library or of JSpecify") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        Set<JavaClass> shown = new LinkedHashSet<>();
        item.getSuperclass().ifPresent(type -> shown.addAll(type.getAllInvolvedRawTypes()));
        item.getInterfaces().forEach(type -> shown.addAll(type.getAllInvolvedRawTypes()));
        item.getTypeParameters().forEach(type -> shown.addAll(type.getAllInvolvedRawTypes()));
        item.getMembers().stream()
            .filter(ArchitectureTest::isVisible)
            .flatMap(ArchitectureTest::typesOf)
            .forEach(type -> shown.addAll(type.getAllInvolvedRawTypes()));
        for (JavaClass type : shown) {
          if (isForeign(type.getBaseComponentType())) {
            events.add(
                SimpleConditionEvent.violated(
                    item, item.getFullName() + " shows " + type.getFullName()));
          }
        }
      }
    };
  }

  private static Stream<JavaType> typesOf(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    return Stream.of(
            Stream.of(unit.getReturnType()),
            unit.getParameterTypes().stream(),
            unit.getExceptionTypes().stream().map(JavaType.class::cast),
            unit.getTypeParameters().stream().map(JavaType.class::cast))
        .flatMap(types -> types);
  }

  private static boolean isVisible(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  private static boolean isForeign(JavaClass type) {
    return !type.isPrimitive()
        && !type.getPackageName().startsWith("java.")
        && !type.getPackageName().startsWith("org.jspecify.")
        && !isOwn(type);
  }

  private static boolean isOwn(JavaClass type) {
    return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
  }

  /** The first package name below the root; empty for the root itself. */
  private static String room(JavaClass type) {
    String below = type.getPackageName().substring(ROOT.length());
    return below.isEmpty() ? "" : below.substring(1).split("\\.", 2)[0];
  }

  private static Map<String, Integer> columnOf() {
    Map<String, Integer> columns = new HashMap<>();
    for (int column = 0; column < COLUMNS.size(); column++) {
      for (String room : COLUMNS.get(column)) {
        columns.put(room, column);
      }
    }
    return Map.copyOf(columns);
  }

  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return isOwn(type) ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "each package";
    }
  }
}
