package org.messagingagent.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.messagingagent.spi.MessagingPlugin;
import org.messagingagent.spi.PluginSetting;
import org.messagingagent.spi.RequiresSpi;
import org.messagingagent.spi.SpiVersion;

/** What a plugin tells about itself. */
interface DescriptionContract extends PluginUnderTest {

  @Test
  default void serviceFileNamesThePlugin() {
    assertThat(ServiceLoader.load(MessagingPlugin.class).stream().map(ServiceLoader.Provider::type))
        .as("META-INF/services/%s names", MessagingPlugin.class.getName())
        .anyMatch(type -> type == pluginClass());
  }

  @Test
  default void classAndConstructorArePublic() throws NoSuchMethodException {
    assertThat(Modifier.isPublic(pluginClass().getModifiers())).as("the class is public").isTrue();
    assertThat(Modifier.isPublic(pluginClass().getDeclaredConstructor().getModifiers()))
        .as("the constructor without arguments is public")
        .isTrue();
  }

  @Test
  default void constructorStartsNoThread() throws InterruptedException {
    LeftThreads threads = LeftThreads.from();
    Subject.newPlugin(this);
    assertThat(threads.left()).as("threads that the constructor started").isEmpty();
  }

  @Test
  default void saysWhichInterfaceItWasBuiltFor() {
    RequiresSpi required = pluginClass().getAnnotation(RequiresSpi.class);
    assertThat(required).as("@RequiresSpi(SpiVersion.CURRENT) on the class").isNotNull();
    assertThat(required.value()).matches("\\d{1,4}\\.\\d{1,4}");
    String[] wanted = required.value().split("\\.");
    String[] ours = SpiVersion.CURRENT.split("\\.");
    assertThat(wanted[0]).as("the major version in @RequiresSpi").isEqualTo(ours[0]);
    assertThat(Integer.parseInt(wanted[1]))
        .as("the minor version in @RequiresSpi")
        .isLessThanOrEqualTo(Integer.parseInt(ours[1]));
  }

  @Test
  default void nameKeepsTheRulesAndIsStable() {
    MessagingPlugin plugin = Subject.newPlugin(this);
    assertThat(plugin.name()).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    assertThat(plugin.name()).isEqualTo(plugin.name()).isEqualTo(Subject.newPlugin(this).name());
  }

  @Test
  default void versionAndDescriptionCanBeShown() {
    MessagingPlugin plugin = Subject.newPlugin(this);
    assertThat(plugin.version()).isNotBlank().hasSizeLessThanOrEqualTo(100);
    assertThat(plugin.description())
        .as("description()")
        .isNotNull()
        .hasSizeLessThanOrEqualTo(1_000)
        .doesNotContain("\n");
  }

  @Test
  default void formatsAreNotEmptyAndStable() {
    MessagingPlugin plugin = Subject.newPlugin(this);
    assertThat(plugin.formats())
        .doesNotContainNull()
        .doesNotHaveDuplicates()
        .noneMatch(String::isBlank)
        .allMatch(format -> format.length() <= 255, "has at most 255 characters");
    assertThat(plugin.formats())
        .isEqualTo(plugin.formats())
        .isEqualTo(Subject.newPlugin(this).formats());
  }

  @Test
  default void longestContentIsNotNegative() {
    assertThat(Subject.newPlugin(this).maxContentLength()).isNotNegative();
  }

  @Test
  default void settingsAreDescribedAndNoneIsTheServers() {
    List<PluginSetting> settings = Subject.newPlugin(this).settings();
    assertThat(settings).as("settings()").isNotNull().doesNotContainNull();
    assertThat(settings).extracting(PluginSetting::key).doesNotHaveDuplicates();
    assertThat(settings)
        .allSatisfy(
            setting -> {
              assertThat(setting.key())
                  .as("a key of the plugin's own")
                  .isNotEqualTo("enabled")
                  .doesNotStartWith("limits.");
              assertThat(setting.description()).as("what %s means", setting.key()).isNotBlank();
            });
  }
}
