package org.messagingagent.plugin.testkit;

/**
 * What every plugin keeps to. A vendor's test implements this interface and names the plugin; JUnit
 * then runs the tests that it inherits:
 *
 * <pre>{@code
 * class SmsPluginContractTest implements MessagingPluginContract {
 *
 *   private final FakeGateway gateway = FakeGateway.start();
 *
 *   @AfterEach
 *   void stop() {
 *     gateway.close();
 *   }
 *
 *   @Override
 *   public Class<? extends MessagingPlugin> pluginClass() {
 *     return SmsPlugin.class;
 *   }
 *
 *   @Override
 *   public Map<String, String> settings() {
 *     return Map.of("url", gateway.url());
 *   }
 *
 *   @Override
 *   public Optional<FakeGateway> gateway() {
 *     return Optional.of(gateway);
 *   }
 * }
 * }</pre>
 *
 * <p>Tests for what the plugin does not do are skipped. {@link PluginUnderTest} has all that a test
 * may say of its plugin.
 */
public interface MessagingPluginContract
    extends DescriptionContract,
        SettingsContract,
        LifeCycleContract,
        IncomingContract,
        OutgoingContract,
        CallbackContract,
        GatewayContract {}
