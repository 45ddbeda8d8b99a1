package io.ixi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What docs/modules.md tells people to write is what the tests compile and run: each block below a file's name is that
 * file.
 */
class ModuleGuideTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^`((?:src|pom)[^`\\n]*)`:\\n\\n```[a-z]*\\n(.*?)^```$");

    @Test
    void everyBlockIsTheFileThatRuns() throws IOException {
        Path docs = Repository.root().resolve("docs");
        Matcher block = BLOCK.matcher(Files.readString(docs.resolve("modules.md")));
        List<String> files = new ArrayList<>();
        while (block.find()) {
            files.add(block.group(1));
            assertThat(block.group(2)).as(block.group(1)).isEqualTo(Files.readString(docs.resolve(block.group(1))));
        }
        assertThat(files)
                .containsExactly(
                        "src/test/proto/ixi/guestbook/v1/guestbook.proto",
                        "src/test/java/io/ixi/docs/guestbook/GuestbookModule.java",
                        "src/test/java/io/ixi/docs/guestbook/GuestbookTest.java");
    }
}
