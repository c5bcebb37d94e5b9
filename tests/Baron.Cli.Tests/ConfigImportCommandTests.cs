using Baron.Configuration;
using Baron.Testing;
using NUnit.Framework;

namespace Baron.Cli.Tests;

public sealed class ConfigImportCommandTests
{
    // In the manner of MMDetection's config folder: a model, a dataset, a schedule, a runtime, and a file that puts them together.
    private const string Model =
        """
        norm = dict(type='BN', requires_grad=True)
        model = dict(
            type='FasterRCNN',
            data_preprocessor=dict(
                type='DetDataPreprocessor',
                mean=[123.675, 116.28, 103.53],
                std=[58.395, 57.12, 57.375],
                bgr_to_rgb=True,
                pad_size_divisor=32),
            backbone=dict(
                type='ResNet',
                depth=50,
                num_stages=4,
                out_indices=(0, 1, 2, 3),
                frozen_stages=1,
                norm_cfg=norm,
                norm_eval=True,
                style='pytorch',
                init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet50')),
            neck=dict(type='FPN', in_channels=[256, 256 * 2, 256 * 2**2, 2048], out_channels=256, num_outs=5),
            rpn_head=dict(
                type='RPNHead',
                in_channels=256,
                feat_channels=256,
                anchor_generator=dict(type='AnchorGenerator', scales=[8], ratios=[0.5, 1.0, 2.0], strides=[4, 8, 16, 32, 64]),
                bbox_coder=dict(type='DeltaXYWHBBoxCoder', target_means=[.0] * 4, target_stds=[1.0] * 4),
                loss_cls=dict(type='CrossEntropyLoss', use_sigmoid=True, loss_weight=1.0),
                loss_bbox=dict(type='L1Loss', loss_weight=1.0)),
            roi_head=dict(
                type='StandardRoIHead',
                bbox_roi_extractor=dict(
                    type='SingleRoIExtractor',
                    roi_layer=dict(type='RoIAlign', output_size=7, sampling_ratio=0),
                    out_channels=256,
                    featmap_strides=[4, 8, 16, 32]),
                bbox_head=dict(
                    type='Shared2FCBBoxHead',
                    in_channels=256,
                    fc_out_channels=1024,
                    roi_feat_size=7,
                    num_classes=80,
                    bbox_coder=dict(type='DeltaXYWHBBoxCoder', target_means=[0., 0., 0., 0.], target_stds=[0.1, 0.1, 0.2, 0.2]),
                    reg_class_agnostic=False,
                    loss_cls=dict(type='CrossEntropyLoss', use_sigmoid=False, loss_weight=1.0),
                    loss_bbox=dict(type='L1Loss', loss_weight=1.0))),
            train_cfg=dict(
                rpn=dict(
                    assigner=dict(type='MaxIoUAssigner', pos_iou_thr=0.7, neg_iou_thr=0.3, min_pos_iou=0.3, match_low_quality=True, ignore_iof_thr=-1),
                    sampler=dict(type='RandomSampler', num=256, pos_fraction=0.5, neg_pos_ub=-1, add_gt_as_proposals=False),
                    allowed_border=-1,
                    pos_weight=-1,
                    debug=False),
                rpn_proposal=dict(nms_pre=2000, max_per_img=1000, nms=dict(type='nms', iou_threshold=0.7), min_bbox_size=0),
                rcnn=dict(
                    assigner=dict(type='MaxIoUAssigner', pos_iou_thr=0.5, neg_iou_thr=0.5, min_pos_iou=0.5, match_low_quality=False, ignore_iof_thr=-1),
                    sampler=dict(type='RandomSampler', num=512, pos_fraction=0.25, neg_pos_ub=-1, add_gt_as_proposals=True),
                    pos_weight=-1,
                    debug=False)),
            test_cfg=dict(
                rpn=dict(nms_pre=1000, max_per_img=1000, nms=dict(type='nms', iou_threshold=0.7), min_bbox_size=0),
                rcnn=dict(score_thr=0.05, nms=dict(type='nms', iou_threshold=0.5), max_per_img=100)))
        """;

    private const string Dataset =
        """
        dataset_type = 'CocoDataset'
        data_root = 'data/coco/'
        backend_args = None
        train_pipeline = [
            dict(type='LoadImageFromFile', backend_args=backend_args),
            dict(type='LoadAnnotations', with_bbox=True),
            dict(type='Resize', scale=(1333, 800), keep_ratio=True),
            dict(type='RandomFlip', prob=0.5),
            dict(type='PackDetInputs')
        ]
        test_pipeline = train_pipeline[:1] + [
            dict(type='Resize', scale=(1333, 800), keep_ratio=True),
            dict(type='LoadAnnotations', with_bbox=True),
            dict(type='PackDetInputs', meta_keys=('img_id', 'img_path', 'ori_shape', 'img_shape', 'scale_factor'))
        ]
        train_dataloader = dict(
            batch_size=2,
            num_workers=2,
            persistent_workers=True,
            sampler=dict(type='DefaultSampler', shuffle=True),
            batch_sampler=dict(type='AspectRatioBatchSampler'),
            dataset=dict(
                type=dataset_type,
                data_root=data_root,
                ann_file='annotations/instances_train2017.json',
                data_prefix=dict(img='train2017/'),
                filter_cfg=dict(filter_empty_gt=True, min_size=32),
                pipeline=train_pipeline,
                backend_args=backend_args))
        val_dataloader = dict(
            batch_size=1,
            num_workers=2,
            persistent_workers=True,
            drop_last=False,
            sampler=dict(type='DefaultSampler', shuffle=False),
            dataset=dict(
                type=dataset_type,
                data_root=data_root,
                ann_file='annotations/instances_val2017.json',
                data_prefix=dict(img='val2017/'),
                test_mode=True,
                pipeline=test_pipeline,
                backend_args=backend_args))
        test_dataloader = val_dataloader
        val_evaluator = dict(type='CocoMetric', ann_file=data_root + 'annotations/instances_val2017.json', metric='bbox', format_only=False, backend_args=backend_args)
        test_evaluator = val_evaluator
        """;

    private const string Schedule =
        """
        train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=12, val_interval=1)
        val_cfg = dict(type='ValLoop')
        test_cfg = dict(type='TestLoop')
        param_scheduler = [
            dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=500),
            dict(type='MultiStepLR', begin=0, end=12, by_epoch=True, milestones=[8, 11], gamma=0.1)
        ]
        optim_wrapper = dict(type='OptimWrapper', optimizer=dict(type='SGD', lr=0.02, momentum=0.9, weight_decay=0.0001))
        auto_scale_lr = dict(enable=False, base_batch_size=16)
        """;

    private const string Runtime =
        """
        default_scope = 'mmdet'
        default_hooks = dict(
            timer=dict(type='IterTimerHook'),
            logger=dict(type='LoggerHook', interval=50),
            param_scheduler=dict(type='ParamSchedulerHook'),
            checkpoint=dict(type='CheckpointHook', interval=1),
            sampler_seed=dict(type='DistSamplerSeedHook'),
            visualization=dict(type='DetVisualizationHook'))
        env_cfg = dict(cudnn_benchmark=False, mp_cfg=dict(mp_start_method='fork', opencv_num_threads=0), dist_cfg=dict(backend='nccl'))
        vis_backends = [dict(type='LocalVisBackend')]
        visualizer = dict(type='DetLocalVisualizer', vis_backends=vis_backends, name='visualizer')
        log_processor = dict(type='LogProcessor', window_size=50, by_epoch=True)
        log_level = 'INFO'
        load_from = None
        resume = False
        """;

    [Test]
    public void A_config_in_the_manner_of_MMDetection_passes_the_check_and_is_Barons_own()
    {
        var folder = Folder();
        var target = Path.Combine(folder, "imported.toml");
        var run = CliRun.Of("config", "import", Path.Combine(folder, "faster_rcnn", "faster-rcnn_r50_fpn_1x_coco.py"), "-o", target);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain("left out: env_cfg").And.Contain("left out: visualizer.vis_backends"));

        var check = CliRun.Of("config", "check", target);
        Assert.That(check.ExitCode, Is.Zero, check.Error);

        // What is built is what Baron's own file of that name builds.
        var own = ConfigDocument.Load(Path.Combine(RepositoryPaths.Root, "configs", "faster_rcnn", "faster-rcnn_r50_fpn_1x_coco.toml")).Root;
        var imported = ConfigDocument.Load(target).Root;
        foreach (var key in new[] { "neck", "roi_head", "test_cfg", "data_preprocessor", "backbone" })
        {
            Assert.That(ConfigWriter.Inline(imported["model"]!.AsTable()[key]!), Is.EqualTo(ConfigWriter.Inline(own["model"]!.AsTable()[key]!)), key);
        }

        Assert.That(ConfigNode.DeepEquals(imported["param_scheduler"], own["param_scheduler"]), Is.True);
        Assert.That(imported["test_evaluator"]!.AsTable()["ann_file"]!.AsString(), Is.EqualTo("data/coco/annotations/instances_val2017.json"));
    }

    [TestCase("base.py", "mine.py")]
    [TestCase("mine.py", "mine.py")]
    [TestCase("config", "config")]
    public void A_Python_config_is_never_overwritten(string output, string input)
    {
        var folder = TinyWorld.NewFolder();
        File.WriteAllText(Path.Combine(folder, "base.py"), "model = dict(a=1)\n");
        var path = Path.Combine(folder, input);
        File.WriteAllText(path, "_base_ = 'base.py'\n");
        var before = File.ReadAllText(Path.Combine(folder, output));
        var run = CliRun.Of("config", "import", path, "-o", Path.Combine(folder, output));
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("would be overwritten").And.Contain(".toml"));
        Assert.That(File.ReadAllText(Path.Combine(folder, output)), Is.EqualTo(before));
    }

    [Test]
    public void Parts_of_mmdet_and_None_are_taken_from_Barons_own_configs_and_components()
    {
        var folder = TinyWorld.NewFolder();
        var path = Path.Combine(folder, "mine.py");
        File.WriteAllText(
            path,
            """
            _base_ = ['mmdet::_base_/models/mask-rcnn_r50_fpn.py', 'mmdet::_base_/datasets/coco_instance.py',
                      'mmdet::_base_/schedules/schedule_1x.py', 'mmdet::_base_/default_runtime.py']
            classes = ('apple', 'pear')
            model = dict(
                backbone=dict(norm_cfg=None, init_cfg=None),
                roi_head=dict(bbox_head=dict(num_classes=len(classes)), mask_head=dict(num_classes=len(classes), norm_cfg=None)))
            work_dir = './work_dirs/{{ fileBasenameNoExtension }}'
            """);
        var target = Path.Combine(folder, "mine.toml");
        var run = CliRun.Of("config", "import", path, "-o", target);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.ErrorLines, Is.EqualTo(new[] { "left out: model.backbone.norm_cfg = None (mine.py:5); the default is { type = \"BN\" }" }));
        Assert.That(CliRun.Of("config", "check", target).ExitCode, Is.Zero);
        Assert.That(ConfigDocument.Load(target).Root["work_dir"]!.AsString(), Is.EqualTo("./work_dirs/mine"));
    }

    [Test]
    public void A_base_of_mmdet_is_Barons_own_where_no_checkout_is_named()
    {
        var path = Path.Combine(TinyWorld.NewFolder(), "mine.py");
        File.WriteAllText(path, "_base_ = 'mmdet::faster_rcnn/faster-rcnn_r50_fpn_1x_coco.py'\nmodel = dict(roi_head=dict(bbox_head=dict(num_classes=3)))\n");
        var run = CliRun.Of("config", "import", path);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(ConfigDocument.Parse(run.Out).Root["model"]!.AsTable()["roi_head"]!.AsTable()["bbox_head"]!.AsTable()["num_classes"]!.AsInt64(), Is.EqualTo(3));
    }

    [TestCase("model = build()\n", "mine.py:1:9: ")]
    [TestCase("import os\n", "mine.py:1:1: ")]
    [TestCase("_base_ = 'mmdet::nowhere/x.py'\n", "mine.py:1:10: ")]
    public void What_cannot_be_imported_is_one_line_with_its_place(string python, string place)
    {
        var path = Path.Combine(TinyWorld.NewFolder(), "mine.py");
        File.WriteAllText(path, python);
        var run = CliRun.Of("config", "import", path);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.Contain(place));
    }

    [Test]
    public void A_file_that_is_missing_is_one_line() =>
        Assert.That(CliRun.Of("config", "import", "absent.py").Error, Does.StartWith("error: absent.py: this file does not exist"));

    private static string Folder()
    {
        var folder = TinyWorld.NewFolder();
        Write("_base_/models/faster-rcnn_r50_fpn.py", Model);
        Write("_base_/datasets/coco_detection.py", Dataset);
        Write("_base_/schedules/schedule_1x.py", Schedule);
        Write("_base_/default_runtime.py", Runtime);
        Write(
            "faster_rcnn/faster-rcnn_r50_fpn_1x_coco.py",
            """
            _base_ = [
                '../_base_/models/faster-rcnn_r50_fpn.py',
                '../_base_/datasets/coco_detection.py',
                '../_base_/schedules/schedule_1x.py', '../_base_/default_runtime.py'
            ]
            """);
        return folder;

        void Write(string name, string text)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text + "\n");
        }
    }
}
