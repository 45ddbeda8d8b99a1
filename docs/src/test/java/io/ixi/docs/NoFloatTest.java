package io.ixi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rounding of floating point may differ where it meets state, so the pure packages have none: not one instruction. */
class NoFloatTest {
    @Test
    void pureCodeHasNoFloatingPointInstruction() throws IOException {
        List<String> found = new ArrayList<>();
        int classes = 0;
        for (String folder : Repository.PURE_FOLDERS) {
            Path root = Repository.root().resolve(folder).resolve("target/classes");
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class"))
                        .filter(f -> !f.toString().contains("/proto/"))
                        .toList()) {
                    classes++;
                    inspect(ClassFile.of().parse(file), found);
                }
            }
        }
        assertThat(classes).as("pure classes inspected").isGreaterThan(40);
        assertThat(found).isEmpty();
    }

    @Test
    void theInspectionSeesAPlantedDouble() throws IOException {
        List<String> found = new ArrayList<>();
        try (var in = NoFloatTest.class.getResourceAsStream("NoFloatTest$Planted.class")) {
            inspect(ClassFile.of().parse(java.util.Objects.requireNonNull(in).readAllBytes()), found);
        }
        assertThat(found).isNotEmpty();
    }

    static final class Planted {
        private Planted() {}

        static long half(long x) {
            return (long) (x * 0.5);
        }
    }

    private static void inspect(ClassModel type, List<String> found) {
        for (MethodModel method : type.methods()) {
            method.code().ifPresent(code -> {
                for (CodeElement element : code) {
                    if (element instanceof Instruction instruction && isFloat(instruction.opcode())) {
                        found.add(type.thisClass().asInternalName() + "."
                                + method.methodName().stringValue() + ": " + instruction.opcode());
                    }
                }
            });
        }
    }

    private static boolean isFloat(Opcode opcode) {
        String name = opcode.name();
        return name.matches(
                "[FD](ADD|SUB|MUL|DIV|REM|NEG|LOAD.*|STORE.*|CONST.*|CMP[LG]|RETURN)|[ILFD]2[FD]|[FD]2[IL]|[FD]A(LOAD|STORE)");
    }
}
